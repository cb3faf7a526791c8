import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPTIONAL } from './init/parts.mjs';
import { SYSTEMS } from './lib/adopt/createPortal.mjs';
import { adoptSteps } from './lib/adopt/steps.mjs';
import { stepsOf } from './lib/checks.mjs';
import { chosenArguments, runMain } from './lib/command.mjs';
import { prepareBrowserTests } from './lib/dependencies.mjs';
import { runSteps } from './lib/steps.mjs';
import { copyRepository } from './lib/templateClone.mjs';
import { withTestDeployment } from './lib/testDeployment.mjs';

/** The optional parts to remove, by selection. */
const SELECTIONS = {
  none: [],
  all: OPTIONAL,
  ...Object.fromEntries(OPTIONAL.map(part => [part, [part]])),
};
/** A selection that is not a clone. */
const ADOPT = 'adopt';
/** These clones get all checks. They are also tested in a browser, and get new plugins. */
const USED = ['none', 'all'];
const CHECKS = ['test:scripts', 'tsc', 'test:unit', 'check:docs'];
const CHECKS_OF_USED = [
  ...[...CHECKS, 'test:e2e', 'lint', 'check:metadata'],
  ...['prettier:check', 'config:check', 'check:api-reports'],
  'check:lockfile',
];

/**
 * Checks clones after `npm run init`. Each argument is a part that it removed, or `none` or `all`. The argument `adopt` checks new portals
 * that adopt the packages instead.
 */
await runMain(async () => {
  const selections = chosenArguments(
    [...Object.keys(SELECTIONS), ADOPT],
    'selection',
  );
  const { toolchain, env } = await prepareBrowserTests();
  const folder = await mkdtemp(join(tmpdir(), 'extended-'));
  const clone = join(folder, 'clone');
  const portals = join(folder, 'portals');
  try {
    copyRepository(clone);
    const steps = deploymentEnv =>
      selections.flatMap(selection =>
        selection === ADOPT
          ? adoptSteps(SYSTEMS, portals, toolchain, deploymentEnv)
          : stepsFor(selection, toolchain).map(step => ({
              ...step,
              name: `${selection}: ${step.name}`,
              cwd: clone,
            })),
      );
    return await (selections.includes(ADOPT)
      ? withTestDeployment(deploymentEnv => runSteps(steps(deploymentEnv), env))
      : runSteps(steps(), env));
  } finally {
    await rm(folder, { recursive: true });
  }
});

function stepsFor(selection, { node, yarn }) {
  const isUsed = USED.includes(selection);
  const init = [
    ...[node, 'scripts/init.mjs', '--yes'],
    ...['--name', 'Acme Portal', '--org', 'Acme & Co.', '--scope', '@acme'],
    ...['--remove', SELECTIONS[selection].join()],
  ];
  return [
    // All selections share one clone, because the packages in node_modules are almost the same.
    { name: 'reset', command: ['git', 'reset', '--quiet', '--hard'] },
    {
      name: 'clean',
      command: ['git', 'clean', '-fdxq', '--exclude=node_modules'],
    },
    { name: 'init', command: init },
    // npm run init tells users to do this. Document checks read only files that Git tracks.
    { name: 'add', command: ['git', 'add', '--all'] },
    { name: 'install', command: [...yarn, 'install', '--immutable'] },
    { name: 'fix', command: [...yarn, 'fix'] },
    ...stepsOf(isUsed ? CHECKS_OF_USED : CHECKS, yarn),
    ...(isUsed ? newPlugins(yarn) : []),
  ];
}

/** Creates a plugin for each side as docs/make-it-yours.md says, and checks both. */
function newPlugins(yarn) {
  const create = template => [
    ...[...yarn, 'new', '--select', template],
    ...['--option', 'pluginId=extended', '--option', 'owner='],
  ];
  const [types, tests] = stepsOf(['tsc', 'test:unit'], yarn);
  // Each adds a workspace to yarn.lock, which Yarn refuses in CI.
  const env = { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' };
  return [
    {
      name: 'new frontend plugin',
      command: create('frontend-plugin-legacy'),
      env,
    },
    {
      name: 'remove its development app',
      command: ['rm', '-r', 'plugins/extended/dev'],
    },
    {
      name: 'remove the package of that app',
      command: [
        ...[...yarn, 'workspace', '@acme/backstage-plugin-extended'],
        ...['remove', '@backstage/dev-utils'],
      ],
      env,
    },
    { name: 'new backend plugin', command: create('backend-plugin'), env },
    { ...types, name: 'types of the plugins' },
    {
      ...tests,
      name: 'tests of the plugins',
      command: [...tests.command, 'plugins/extended'],
    },
  ];
}
