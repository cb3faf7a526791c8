import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPTIONAL } from './init/parts.mjs';
import { adoptSteps, SYSTEMS } from './lib/adopt/steps.mjs';
import { stepsOf } from './lib/checks.mjs';
import { chosenArguments, runMain } from './lib/command.mjs';
import { prepareBrowserTests } from './lib/dependencies.mjs';
import { runSteps } from './lib/steps.mjs';
import { copyRepository } from './lib/templateClone.mjs';

/** The optional parts to remove, by selection. */
const SELECTIONS = {
  none: [],
  all: OPTIONAL,
  ...Object.fromEntries(OPTIONAL.map(part => [part, [part]])),
};
/** Not a clone. */
const ADOPT = 'adopt';
/** These clones get all checks, and are also used: in a browser, and for new plugins. */
const USED = ['none', 'all'];
const CHECKS = ['test:scripts', 'tsc', 'test:unit', 'check:docs'];
const CHECKS_OF_USED = [
  ...[...CHECKS, 'test:e2e', 'lint', 'check:metadata'],
  ...['prettier:check', 'config:check', 'check:api-reports'],
  'check:lockfile',
];

/**
 * Checks clones from which `npm run init` removed the parts given as arguments, each alone, or `none` or `all`; and, with `adopt`, new
 * portals that adopt the packages.
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
    const steps = selections.flatMap(selection =>
      selection === ADOPT
        ? adoptSteps(SYSTEMS, portals, toolchain)
        : stepsFor(selection, toolchain).map(step => ({
            ...step,
            name: `${selection}: ${step.name}`,
            cwd: clone,
          })),
    );
    return await runSteps(steps, env);
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
    // One clone for all, because the packages in node_modules are almost the same.
    { name: 'reset', command: ['git', 'reset', '--quiet', '--hard'] },
    {
      name: 'clean',
      command: ['git', 'clean', '-fdxq', '--exclude=node_modules'],
    },
    { name: 'init', command: init },
    // As its last line says. Checks of documents read the files that Git knows.
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
      name: 'its development app',
      command: ['rm', '-r', 'plugins/extended/dev'],
    },
    {
      name: 'the package of that app',
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
