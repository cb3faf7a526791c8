import { execFileSync } from 'child_process';
import { randomUUID } from 'crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { setTimeout } from 'timers/promises';
import { compose, docker, logOf } from './docker';
import { catalog, composeStack } from './stacks';

const { COMPOSE_PROJECT_NAME: project = 'gatehouse' } = process.env;
const network = `${project}-pods`;
const services = `${project}-services`;

/** An overlay's components. */
const COMPONENTS = ['gateway-api'];

/** Services of the Compose deployment that pods use. */
const OUTSIDE = ['postgres', 'valkey', 'keycloak'];

interface Pod {
  service: string;
  name: string;
  host: string;
  port: number;
  path?: string;
  ready?: boolean;
}

/**
 * Runs the objects of deploy/kubernetes as containers: pods with the rendered environment, files and restrictions, and Services that
 * forward connections to ready pods. They use the database, cache and provider of the Compose deployment.
 */
export class Cluster {
  readonly #objects: any[];
  readonly #files = mkdtempSync(join(tmpdir(), 'cluster-'));

  constructor() {
    const render = join(
      __dirname,
      '../../deploy/kubernetes/tests/renderedObjects.mjs',
    );
    this.#objects = JSON.parse(
      execFileSync(process.execPath, [render, ...COMPONENTS], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      }),
    );
  }

  /** Starts the Services and two pods of each Deployment, in place of the Compose deployment's backend and proxy. */
  async start() {
    await this.stop();
    await compose('stop', 'backstage', 'oauth2-proxy');
    await docker('network', 'create', network);
    for (const service of OUTSIDE) {
      const container = await compose('ps', '--quiet', service);
      await docker(
        'network',
        'connect',
        '--alias',
        service,
        network,
        container,
      );
    }
    await this.#startServices();
    for (const { metadata } of this.#all('Deployment')) {
      await this.#add(metadata.name);
      await this.#add(metadata.name);
    }
    await untilReady(await pods());
  }

  /** Removes everything, even after an interrupted run. */
  async stop() {
    const containers = await docker(
      'ps',
      '-aq',
      '--filter',
      `network=${network}`,
    );
    const outside = await compose('ps', '--quiet', ...OUTSIDE);
    for (const id of containers.split('\n').filter(Boolean)) {
      if (outside.includes(id)) {
        await docker('network', 'disconnect', network, id);
      } else {
        await keepLog(id);
        await docker('rm', '--force', '--volumes', id);
      }
    }
    await docker('network', 'rm', '--force', network);
  }

  /** Replaces a Deployment's pods one by one, like a cluster with maxSurge 1 and maxUnavailable 0. */
  async rollOut(deployment: string, image?: string) {
    const oldPods = (await pods()).filter(pod => pod.service === deployment);
    for (const old of oldPods) {
      await untilReady([await this.#add(deployment, image)]);
      await this.#remove(old);
    }
  }

  async #add(deployment: string, image?: string): Promise<Pod> {
    const { spec } = this.#find('Deployment', deployment).spec.template;
    const [container] = spec.containers;
    const name = `${project}-${deployment}-${randomUUID().slice(0, 8)}`;
    await docker(
      ...['run', '--detach', '--name', name, '--network', network],
      ...restrictions(spec, container),
      ...this.#environment(container),
      ...this.#mounts(spec, container),
      ...(deployment === 'backstage' ? testCatalog() : []),
      ...(container.command ? ['--entrypoint', container.command[0]] : []),
      image ?? container.image,
      ...(container.command?.slice(1) ?? []),
      ...(container.args ?? []),
    );
    const { httpGet } = container.readinessProbe;
    const pod = {
      service: deployment,
      name,
      host: await addressOf(name),
      port: container.ports[0].containerPort,
      path: httpGet?.path,
    };
    await pods([...(await pods()), pod]);
    return pod;
  }

  /** Ends a pod: it leaves the Service, runs preStop, and gets SIGTERM. */
  async #remove(pod: Pod) {
    await pods((await pods()).filter(({ name }) => name !== pod.name));
    const { spec } = this.#find('Deployment', pod.service).spec.template;
    const { seconds } = spec.containers[0].lifecycle.preStop.sleep;
    await setTimeout(seconds * 1000);
    const grace = spec.terminationGracePeriodSeconds - seconds;
    await docker('stop', `--timeout=${grace}`, pod.name);
    await keepLog(pod.name);
    await docker('rm', '--volumes', pod.name);
  }

  async #startServices() {
    const { image } = this.#find('Deployment', 'backstage').spec.template.spec
      .containers[0];
    const ports = this.#all('Service').map(({ metadata, spec }) => ({
      name: spec.selector.app,
      alias: metadata.name,
      port: spec.ports[0].port,
    }));
    const { port } = new URL(composeStack.baseURL!);
    await docker(
      ...['run', '--detach', '--name', services, '--network', network],
      ...ports.flatMap(({ alias }) => ['--network-alias', alias]),
      ...['--user', '0', '--publish', `127.0.0.1:${port}:80`],
      ...['--publish', '127.0.0.1::1', '--entrypoint', '/nodejs/bin/node'],
      ...[
        image,
        '-e',
        readFileSync(join(__dirname, 'clusterServices.js'), 'utf8'),
      ],
      JSON.stringify(ports),
    );
  }

  #environment({ envFrom = [], env = [] }: any): string[] {
    const values: Record<string, string> = Object.assign(
      {},
      ...envFrom.map(({ configMapRef, secretRef }: any) =>
        configMapRef
          ? this.#find('ConfigMap', configMapRef.name).data
          : this.#find('Secret', secretRef.name).data,
      ),
    );
    for (const { name, value } of env) {
      values[name] = value.replace(
        /\$\((\w+)\)/g,
        (_: string, other: string) => values[other],
      );
    }
    return Object.entries(values).flatMap(([name, value]) => [
      '--env',
      `${name}=${value}`,
    ]);
  }

  #mounts({ volumes }: any, { volumeMounts }: any): string[] {
    return volumeMounts.flatMap(({ name, mountPath }: any) => {
      const { emptyDir, configMap } = volumes.find(
        (volume: any) => volume.name === name,
      );
      return emptyDir
        ? ['--tmpfs', `${mountPath}:mode=1777`]
        : ['--volume', `${this.#write(configMap)}:${mountPath}:ro`];
    });
  }

  /** Writes a ConfigMap's files to a folder. */
  #write({ name, items }: any): string {
    const { data } = this.#find('ConfigMap', name);
    const keys = Object.keys(data).map(key => ({ key, path: key }));
    for (const { key, path } of items ?? keys) {
      const file = join(this.#files, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, data[key]);
    }
    return join(this.#files, name);
  }

  #all(kind: string): any[] {
    return this.#objects.filter(object => object.kind === kind);
  }

  #find(kind: string, name: string): any {
    const found = this.#all(kind).find(
      ({ metadata }) => metadata.name === name,
    );
    if (!found) {
      throw new Error(`There is no ${kind} ${name}`);
    }
    return found;
  }
}

/** Returns Docker's options for a pod's restrictions. */
function restrictions(
  { securityContext: pod }: any,
  { securityContext: own, resources }: any,
): string[] {
  return [
    `--user=${pod.runAsUser}:${pod.runAsUser}`,
    `--read-only=${own.readOnlyRootFilesystem}`,
    `--security-opt=no-new-privileges:${!own.allowPrivilegeEscalation}`,
    `--memory=${resources.limits.memory.replace('i', '').toLowerCase()}`,
    ...own.capabilities.drop.map((name: string) => `--cap-drop=${name}`),
  ];
}

/** Returns Docker's options for the tests' catalog, instead of the portal's. */
function testCatalog(): string[] {
  const folder = join(__dirname, '../catalog');
  return [
    ...Object.entries(catalog).map(entry => `--env=${entry.join('=')}`),
    `--volume=${folder}:/app/e2e-tests/catalog:ro`,
  ];
}

async function addressOf(container: string): Promise<string> {
  return docker(
    'inspect',
    '--format',
    `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`,
    container,
  );
}

/** Replaces the Services' pods if others are given, and returns all pods. */
async function pods(others?: Pod[]): Promise<Pod[]> {
  const address = await docker('port', services, '1');
  const response = await fetch(
    `http://${address}`,
    others && { method: 'PUT', body: JSON.stringify(others) },
  );
  return response.json();
}

async function untilReady(expected: Pod[]) {
  const names = expected.map(({ name }) => name);
  const isReady = (pod: Pod) => pod.ready || !names.includes(pod.name);
  while (!(await pods()).every(isReady)) {
    await setTimeout(500);
  }
}

/** Writes a container's log to the folder of test results. */
async function keepLog(container: string) {
  const folder = join(__dirname, '../../e2e-test-results/pods');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${container}.log`), await logOf(container));
}
