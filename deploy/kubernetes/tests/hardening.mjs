/** The rules for every Deployment. Each name completes "the Deployment …". */
const RULES = {
  'has two replicas or an autoscaler': ({ spec }, { find, name }) =>
    spec.replicas >= 2 ||
    find('HorizontalPodAutoscaler').some(
      ({ spec: { scaleTargetRef, minReplicas } }) =>
        scaleTargetRef.name === name && minReplicas >= 2,
    ),
  'keeps all replicas during an update': ({ spec }) =>
    spec.strategy.rollingUpdate.maxUnavailable === 0,
  'has a PodDisruptionBudget': ({ spec }, { find }) =>
    find('PodDisruptionBudget').some(budget =>
      selects(budget.spec.selector, spec.template),
    ),
  'is spread over nodes and zones': (_, { pod }) =>
    isEqual(
      pod.topologySpreadConstraints.map(({ topologyKey }) => topologyKey),
      ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'],
    ),
  'has no service account token': (_, { pod }) =>
    pod.automountServiceAccountToken === false,
  'gets no variables for Services': (_, { pod }) =>
    pod.enableServiceLinks === false,
  'runs as a user other than root': (_, { pod: { securityContext } }) =>
    securityContext.runAsNonRoot === true && securityContext.runAsUser > 0,
  "has the runtime's seccomp profile": (_, { pod: { securityContext } }) =>
    securityContext.seccompProfile.type === 'RuntimeDefault',
  'uses no networks, processes or files of its node': (_, { pod }) =>
    !pod.hostNetwork &&
    !pod.hostPID &&
    !pod.hostIPC &&
    pod.volumes.every(({ hostPath }) => !hostPath),
  'gains no privileges': (_, { container: { securityContext } }) =>
    securityContext.allowPrivilegeEscalation === false &&
    !securityContext.privileged,
  'has a read-only root': (_, { container: { securityContext } }) =>
    securityContext.readOnlyRootFilesystem === true,
  'has no capabilities': (_, { container: { securityContext } }) =>
    isEqual(securityContext.capabilities, { drop: ['ALL'] }),
  'has resource requests, and limits for memory and disk': (
    _,
    { container: { resources } },
  ) =>
    isEqual(Object.keys(resources.requests).sort(), [
      'cpu',
      'ephemeral-storage',
      'memory',
    ]) &&
    isEqual(Object.keys(resources.limits).sort(), [
      'ephemeral-storage',
      'memory',
    ]),
  'has a tag other than latest': (_, { container: { image } }) =>
    /:(?!latest$)[\w.-]+$/.test(image),
  'has probes': (_, { container }) =>
    Boolean(container.readinessProbe && container.livenessProbe),
  'leaves its Service before it stops': (_, { container, pod }) =>
    container.lifecycle.preStop.sleep.seconds >= 5 &&
    pod.terminationGracePeriodSeconds > 30,
  'limits its temporary files': (_, { pod }) =>
    pod.volumes.every(({ emptyDir }) => !emptyDir || emptyDir.sizeLimit),
  'has no secret in its variables': (_, { container: { env = [] } }) =>
    env.every(({ name, value }) => !isSecret(name, value)),
  'has policies for both directions': ({ spec }, { find }) =>
    ['Ingress', 'Egress'].every(direction =>
      find('NetworkPolicy').some(
        policy =>
          policy.spec.policyTypes.includes(direction) &&
          policy.spec.podSelector.matchLabels &&
          selects(policy.spec.podSelector, spec.template),
      ),
    ),
};

/** Returns what is wrong with objects, as sentences. */
export function problemsOf(objects) {
  const find = kind => objects.filter(object => object.kind === kind);
  const problems = find('Deployment').flatMap(deployment => {
    const { name } = deployment.metadata;
    const pod = deployment.spec.template.spec;
    return pod.containers.flatMap(container =>
      Object.entries(RULES)
        .filter(
          ([, rule]) =>
            !holds(() => rule(deployment, { find, name, pod, container })),
        )
        .map(([sentence]) => `${name} breaks the rule: ${sentence}`),
    );
  });
  const namespace = find('Namespace')[0]?.metadata.labels ?? {};
  if (namespace['pod-security.kubernetes.io/enforce'] !== 'restricted') {
    problems.push('the Namespace does not enforce restricted pods');
  }
  const denies = find('NetworkPolicy').some(
    ({ spec }) =>
      isEqual(spec.podSelector, {}) &&
      isEqual(spec.policyTypes, ['Ingress', 'Egress']) &&
      !spec.ingress &&
      !spec.egress,
  );
  if (!denies) {
    problems.push(
      'no NetworkPolicy denies traffic that the others do not allow',
    );
  }
  const literals = [
    ...find('Secret').map(({ metadata }) => metadata.name),
    ...find('ConfigMap').flatMap(({ data }) =>
      Object.entries(data)
        .filter(entry => isSecret(...entry))
        .map(([key]) => key),
    ),
  ];
  return [...problems, ...literals.map(key => `${key} is in the manifests`)];
}

function holds(rule) {
  try {
    return rule();
  } catch {
    return false;
  }
}

function selects({ matchLabels = {} }, { metadata }) {
  return Object.entries(matchLabels).every(
    ([key, value]) => metadata.labels[key] === value,
  );
}

function isSecret(name, value) {
  return (
    /(SECRET|PASSWORD|TOKEN|CACHE_URL)$/.test(name) ||
    /:\/\/[^/\s]*:[^/\s]*@/.test(value)
  );
}

function isEqual(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
