import { join } from 'node:path';
import { playwrightReport } from '../steps.mjs';

/** Backstage's templates, by frontend system: create-app's options, and the package of the app's `createApp`. */
const TEMPLATES = {
  legacy: { options: ['--legacy'], appPackage: '@backstage/app-defaults' },
  new: { options: [], appPackage: '@backstage/frontend-defaults' },
};

/** Backstage's frontend systems. */
export const SYSTEMS = Object.keys(TEMPLATES);

/**
 * Returns the steps that adopt the packages in new portals, as docs/adopt.md says, and test the portals.
 *
 * @param {string[]} systems - the portals' frontend systems
 * @param {string} folder - where to create the portals
 * @param {{ node: string, yarn: string[] }} toolchain
 * @returns {import('../steps.mjs').Step[]}
 */
export function adoptSteps(systems, folder, toolchain) {
  const { yarn } = toolchain;
  return [
    { name: 'pack the plugins', command: [...yarn, 'pack:plugins'] },
    ...systems.flatMap(system =>
      stepsFor(system, join(folder, system), toolchain),
    ),
  ];
}

function stepsFor(system, portal, { node, yarn }) {
  const { options, appPackage } = TEMPLATES[system];
  const steps = [
    {
      name: 'docs/adopt.md',
      command: [
        ...[node, 'scripts/lib/adopt/adopt.mjs'],
        ...[portal, appPackage, ...options],
      ],
      // A new portal has no yarn.lock, which Yarn doesn't write in CI.
      env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
    },
    { name: 'types', cwd: portal, command: [...yarn, 'tsc'] },
    {
      name: 'behind the stand-in',
      env: { ADOPTED_PORTAL: portal },
      command: [...yarn, 'test:e2e', '--project=adopted'],
      report: playwrightReport,
    },
  ];
  return steps.map(step => ({ ...step, name: `${system}: ${step.name}` }));
}
