import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../../scripts/lib/command.mjs';
import { problemsOf } from './hardening.mjs';
import { buildOverlay, combinations, configMap } from './overlays.mjs';

const PUBLIC_URL = 'https://people.example.org';

/** Returns the hosts in a route. */
function hostsOf({ kind, spec }) {
  switch (kind) {
    case 'HTTPRoute':
      return spec.hostnames;
    case 'Ingress':
      return [...spec.rules, ...spec.tls].flatMap(
        ({ host, hosts }) => hosts ?? host,
      );
    case 'IngressRoute':
      return spec.routes.map(({ match }) => match.match(/^Host\(`(.*?)`\)/)[1]);
    default:
      return [];
  }
}

describe('the combinations in docs/kubernetes.md', () => {
  it('have every component', () => {
    const components = readdirSync(join(root, 'deploy/kubernetes/components'));
    assert.deepEqual([...new Set(combinations.flat())].sort(), components);
  });

  for (const components of combinations) {
    const objects = buildOverlay(components, kustomization => {
      const [shared] = kustomization.configMapGenerator;
      shared.literals[0] = `PUBLIC_URL=${PUBLIC_URL}`;
      return kustomization;
    });

    it(`${components.join(' and ')}: pods are hardened`, () => {
      assert.deepEqual(problemsOf(objects), []);
    });

    it(`${components.join(' and ')}: routes have PUBLIC_URL's host`, () => {
      const hosts = objects.flatMap(hostsOf);
      assert.ok(hosts.length > 0 || components.includes('tls-by-proxy'));
      assert.deepEqual(
        hosts.filter(host => host !== 'people.example.org'),
        [],
      );
    });

    it(`${components.join(' and ')}: references resolve to objects`, () => {
      const names = kind =>
        objects.filter(o => o.kind === kind).map(o => o.metadata.name);
      const references = JSON.stringify(objects).matchAll(
        /"(?:configMapRef|configMap)":\{[^{}]*?"name":"([^"]+)"/g,
      );
      for (const [, name] of references) {
        assert.ok(names('ConfigMap').includes(name), name);
      }
    });
  }
});

describe('the component metrics', () => {
  const objects = buildOverlay(['gateway-api', 'metrics']);
  const policy = name =>
    objects.find(
      ({ kind, metadata }) =>
        kind === 'NetworkPolicy' && metadata.name === name,
    ).spec;

  for (const name of ['backstage', 'oauth2-proxy']) {
    it(`lets Prometheus find the port of ${name}`, () => {
      const { template } = objects.find(
        ({ kind, metadata }) => kind === 'Deployment' && metadata.name === name,
      ).spec;
      const [{ ports }] = template.spec.containers;
      const { containerPort } = ports.find(port => port.name === 'metrics');
      assert.equal(
        template.metadata.annotations['prometheus.io/port'],
        String(containerPort),
      );
      const { METRICS_PORT, METRICS_ADDRESS } = configMap(objects, name);
      assert.ok(
        [METRICS_PORT, METRICS_ADDRESS].some(value =>
          value?.endsWith(String(containerPort)),
        ),
      );
    });
  }

  it('opens the port only to the namespace "monitoring"', () => {
    const [{ from, ports }] = policy('from-prometheus').ingress;
    assert.deepEqual(ports, [{ port: 'metrics' }]);
    assert.deepEqual(from, [
      {
        namespaceSelector: {
          matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' },
        },
      },
    ]);
    const others = objects.filter(
      ({ kind, metadata }) =>
        kind === 'NetworkPolicy' && metadata.name !== 'from-prometheus',
    );
    assert.doesNotMatch(JSON.stringify(others), /"metrics"|9464/);
  });
});

describe('the rules for pods', () => {
  const healthy = buildOverlay(['gateway-api']);
  const change = (kind, act) => objects =>
    objects.filter(object => object.kind === kind).forEach(act);
  const deployments = act => change('Deployment', ({ spec }) => act(spec));
  const pods = act => deployments(({ template }) => act(template.spec));
  const containers = act => pods(pod => pod.containers.forEach(act));
  const remove = kind => objects => {
    const rest = objects.filter(object => object.kind !== kind);
    objects.splice(0, objects.length, ...rest);
  };

  for (const [what, act] of [
    ['one replica', deployments(spec => (spec.replicas = 1))],
    ['no strategy', deployments(spec => delete spec.strategy)],
    ['no budget', remove('PodDisruptionBudget')],
    ['no spread', pods(pod => delete pod.topologySpreadConstraints)],
    ['a token', pods(pod => delete pod.automountServiceAccountToken)],
    ['Service variables', pods(pod => delete pod.enableServiceLinks)],
    ['root', pods(pod => (pod.securityContext.runAsUser = 0))],
    ['no seccomp', pods(pod => delete pod.securityContext.seccompProfile)],
    ['the host network', pods(pod => (pod.hostNetwork = true))],
    ['a host path', pods(pod => pod.volumes.push({ hostPath: { path: '/' } }))],
    ['unlimited files', pods(pod => pod.volumes.push({ emptyDir: {} }))],
    [
      'a short grace period',
      pods(pod => delete pod.terminationGracePeriodSeconds),
    ],
    ['privileges', containers(c => (c.securityContext.privileged = true))],
    [
      'a writable root',
      containers(c => delete c.securityContext.readOnlyRootFilesystem),
    ],
    [
      'a capability',
      containers(c => (c.securityContext.capabilities.add = ['NET_ADMIN'])),
    ],
    ['no limit', containers(c => delete c.resources.limits.memory)],
    ['the tag latest', containers(c => (c.image = 'portal:latest'))],
    ['no tag', containers(c => (c.image = 'registry:5000/portal'))],
    ['no readiness', containers(c => delete c.readinessProbe)],
    ['no preStop', containers(c => delete c.lifecycle)],
    [
      'a secret variable',
      containers(c => (c.env = [{ name: 'A_SECRET', value: 'x' }])),
    ],
    ['no policies', remove('NetworkPolicy')],
    ['an open namespace', remove('Namespace')],
    ['a Secret', objs => objs.push({ kind: 'Secret', metadata: {} })],
    [
      'a password in a ConfigMap',
      change('ConfigMap', ({ data }) => (data.X_URL = 'redis://u:p@valkey')),
    ],
  ]) {
    it(`report ${what}`, () => {
      const objects = structuredClone(healthy);
      act(objects);
      assert.notDeepEqual(problemsOf(objects), []);
    });
  }
});
