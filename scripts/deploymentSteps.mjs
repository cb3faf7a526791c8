import { readPlaywrightReport } from './reports.mjs';
import { nodeTests } from './testSteps.mjs';

/** The tests behind the real oauth2-proxy, in the deployment that they are given. */
export function deploymentSteps({ node, yarn }, deployment) {
  if (!deployment) {
    return [
      {
        name: 'Deployment',
        skip: 'No Docker engine with Compose answers here; "docker info" and "docker compose version" say why.',
      },
    ];
  }
  const { env, nginxEnv } = deployment;
  const twoBackends = { ...env, BACKENDS: '2' };
  const tests = project => ({
    command: () => [...yarn, 'test:e2e', `--project=${project}`],
    read: readPlaywrightReport,
  });
  return [
    {
      name: 'Deployment starts',
      env,
      command: () => ['docker', 'compose', 'up', '--build', '--wait'],
    },
    {
      name: 'Size of the image',
      env,
      command: () => [node, 'scripts/check-image.mjs'],
    },
    { env, ...nodeTests(node, 'Settings', 'deploy/tests/*.test.mjs') },
    { name: 'Behind oauth2-proxy', env, ...tests('compose') },
    {
      name: 'Deployment with nginx',
      env: nginxEnv,
      command: () => ['docker', 'compose', 'up', '--wait'],
    },
    { name: 'Behind nginx', env: nginxEnv, ...tests('nginx') },
    {
      name: 'Deployment with two backends',
      env: twoBackends,
      command: () => ['docker', 'compose', 'up', '--wait', '--remove-orphans'],
    },
    { name: 'When something breaks', env: twoBackends, ...tests('faults') },
  ];
}
