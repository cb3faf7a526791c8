import {
  readJestReport,
  readPlaywrightReport,
  readTapReport,
} from './reports.mjs';

/** What `npm test` runs. */
export function testSteps({ node, yarn }) {
  return [
    nodeTests(node, 'Scripts', 'scripts/*.test.mjs'),
    nodeTests(node, 'Image', 'deploy/image/*.test.mjs'),
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

/** Tests of what is plain JavaScript, by Node's own runner. */
export function nodeTests(node, name, files) {
  return {
    name,
    command: report => [
      node,
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${report}`,
      files,
    ],
    read: readTapReport,
  };
}
