import { testSteps } from './testSteps.mjs';

/** What CI runs: the tests, and what a change has to hold besides. */
export function ciSteps(toolchain) {
  const { node, yarn } = toolchain;
  const check = (name, ...args) => ({
    name,
    command: () => [...yarn, ...args],
  });
  return [
    ...testSteps(toolchain),
    check('Lint', 'lint', '--max-warnings=0'),
    check('Package metadata', 'backstage-cli', 'repo', 'fix', '--check'),
    check('Formatting', 'prettier:check'),
    check('Configuration, development', 'config:check'),
    {
      ...check(
        'Configuration, production',
        'config:check',
        '--config',
        'app-config.yaml',
        '--config',
        'app-config.production.yaml',
      ),
      // Any other variable may be any text.
      env: { GROUPS_FORMAT: 'list', TRUST_EMAIL_WITHOUT_VERIFICATION: 'false' },
    },
    check('API report', 'build:api-reports', '--ci'),
    check('One copy of each package', 'dedupe', '--check'),
    {
      name: 'One Backstage release',
      command: () => [node, 'scripts/check-lockfile.mjs'],
    },
    { name: 'Documents', command: () => [node, 'scripts/check-docs.mjs'] },
    check('Production build', 'build:all'),
    check('Budgets', 'size'),
  ];
}
