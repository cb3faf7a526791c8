import {
  readJestReport,
  readPlaywrightReport,
  readTapReport,
} from './reports.mjs';

/** What `npm test` runs. */
export function testSteps({ node, yarn }) {
  return [
    {
      name: 'Scripts',
      command: report => [
        node,
        '--test',
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=tap',
        `--test-reporter-destination=${report}`,
        'scripts/*.test.mjs',
        'bench/**/*.test.mjs',
      ],
      read: readTapReport,
    },
    {
      name: 'Types',
      command: () => [...yarn, 'tsc'],
    },
    {
      name: 'Unit and integration tests',
      command: report => [
        ...yarn,
        'test:unit',
        '--maxWorkers=2',
        '--json',
        `--outputFile=${report}`,
      ],
      read: readJestReport,
    },
    {
      name: 'Contract and journeys',
      command: () => [...yarn, 'test:e2e', '--project=dev'],
      read: readPlaywrightReport,
    },
  ];
}
