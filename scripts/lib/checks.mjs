import { jestReport, nodeReport, playwrightReport } from './steps.mjs';

/** The checks of CI that need no deployment. Each is the package.json script with this name. */
export const CHECKS = [
  { name: 'test:scripts', report: nodeReport },
  { name: 'tsc' },
  { name: 'test:unit', args: ['--maxWorkers=2'], report: jestReport },
  { name: 'test:e2e', args: ['--project=dev'], report: playwrightReport },
  { name: 'lint' },
  { name: 'check:metadata' },
  { name: 'prettier:check' },
  { name: 'config:check' },
  { name: 'check:api-reports' },
  { name: 'check:lockfile' },
  { name: 'check:audit', report: nodeReport },
  { name: 'check:docs' },
  // part: kubernetes
  { name: 'check:kubernetes', report: nodeReport },
  // end part
  { name: 'check:workflows', report: nodeReport },
  { name: 'build:all' },
  { name: 'size' },
];

/** Returns the steps that run these checks, in the order of the list above. */
export function stepsOf(names, yarn) {
  return CHECKS.filter(({ name }) => names.includes(name)).map(
    ({ args = [], ...check }) => ({
      ...check,
      command: [...yarn, check.name, ...args],
    }),
  );
}
