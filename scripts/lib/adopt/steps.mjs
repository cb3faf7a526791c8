import { join } from 'node:path';
import { playwrightReport } from '../steps.mjs';
import { withoutDocker } from '../testDeployment.mjs';

/** The deployment, with an adopted portal instead of this repository's. */
const COMPOSE_FILE = 'docker-compose.yaml:scripts/lib/adopt/compose.yaml';

/**
 * Returns the steps that adopt the packages in new portals, as docs/adopt.md says, and test the portals.
 *
 * @param {string[]} systems - the portals' frontend systems
 * @param {string} folder - where to create the portals
 * @param {{ node: string, yarn: string[] }} toolchain
 * @param {NodeJS.ProcessEnv} [deploymentEnv] - from `withTestDeployment`
 * @returns {import('../steps.mjs').Step[]}
 */
export function adoptSteps(systems, folder, toolchain, deploymentEnv) {
  return [
    { name: 'pack the plugins', command: [...toolchain.yarn, 'pack:plugins'] },
    ...systems.flatMap(system => {
      const portal = join(folder, system);
      const env = { ADOPTED_PORTAL: portal, ADOPTED_SYSTEM: system };
      return [
        ...createSteps(system, portal, toolchain),
        ...standInSteps(env, toolchain),
        ...oauth2ProxySteps(env, toolchain, deploymentEnv),
      ].map(step => ({ ...step, name: `${system}: ${step.name}` }));
    }),
  ];
}

function createSteps(system, portal, { node, yarn }) {
  return [
    {
      name: 'docs/adopt.md',
      command: [
        // The script imports the list of left-out tests, a TypeScript file that Playwright reads too.
        ...[node, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
        ...['scripts/lib/adopt/adopt.mjs', portal, system],
      ],
      // A new portal has no yarn.lock, which Yarn doesn't write in CI.
      env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
    },
    { name: 'types', cwd: portal, command: [...yarn, 'tsc'] },
  ];
}

function standInSteps(env, { yarn }) {
  return [
    {
      name: 'behind the stand-in',
      env,
      command: [...yarn, 'test:e2e', '--project=adopted'],
      report: playwrightReport,
    },
  ];
}

function oauth2ProxySteps(env, { yarn }, deploymentEnv) {
  const name = 'behind oauth2-proxy';
  if (!deploymentEnv) {
    return [withoutDocker(name)];
  }
  const portal = env.ADOPTED_PORTAL;
  const stackEnv = { ...env, ...deploymentEnv, COMPOSE_FILE };
  return [
    { name: 'build', cwd: portal, command: [...yarn, 'build:backend'] },
    // As in the portal's image. Without the option, tar would make the folder readable only by its owner, as it is in the bundle.
    {
      name: 'unpack the build',
      cwd: portal,
      command: [
        ...['tar', '--no-overwrite-dir'],
        ...['-xzf', 'packages/backend/dist/bundle.tar.gz'],
      ],
    },
    {
      name: 'deployment',
      env: stackEnv,
      command: ['docker', 'compose', 'up', '--build', '--wait'],
    },
    {
      name,
      env: stackEnv,
      command: [...yarn, 'test:e2e', '--project=adopted-compose'],
      report: playwrightReport,
    },
  ];
}
