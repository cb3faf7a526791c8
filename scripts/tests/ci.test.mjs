import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { manifest, root } from '../lib/command.mjs';

/** Runs steps in another process. */
function runSteps(...steps) {
  const module = join(root, 'scripts', 'lib', 'steps.mjs');
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { runSteps } from ${JSON.stringify(module)};
       const report = { args: file => [file], read: JSON.parse };
       const steps = ${JSON.stringify(steps)};
       process.exitCode = await runSteps(
         steps.map(({ hasReport, ...step }) => ({ ...step, ...(hasReport && { report }) })),
         process.env,
       );`,
    ],
    { encoding: 'utf8' },
  );
  return { status, stdout, last: stdout.trim().split('\n').at(-1) };
}

function step(name, script = '', options = {}) {
  return { name, command: [process.execPath, '-e', script], ...options };
}

/** A step that reports cases and exits with a code. */
function runner([passed, failed, skipped], code = 0) {
  const report = JSON.stringify({ passed, failed, skipped });
  return step(
    'runner',
    `require('fs').writeFileSync(process.argv[1], ${JSON.stringify(report)});
     process.exit(${code})`,
    { hasReport: true },
  );
}

function assertEnd(steps, status, last) {
  const result = runSteps(...steps);
  assert.deepEqual([result.status, result.last], [status, last]);
}

describe('runSteps', () => {
  it('adds up cases, and counts a step without cases as one', () => {
    assertEnd([runner([3, 0, 0]), step('a')], 0, '4 passed, 0 failed');
  });

  it('counts skipped cases', () => {
    assertEnd([runner([3, 0, 2])], 0, '3 passed, 0 failed, 2 skipped');
  });

  it('gives a step its own variables', () => {
    const exitUnless = value =>
      `process.exit(Number(process.env.X !== ${value}))`;
    const own = step('a', exitUnless('"1"'), { env: { X: '1' } });
    const other = step('b', exitUnless('undefined'));
    assertEnd([own, other], 0, '2 passed, 0 failed');
  });

  it('continues after a failed step, and fails', () => {
    const failing = step('a', 'process.exit(1)');
    assertEnd([failing, step('b')], 1, '1 passed, 1 failed');
  });

  it('stops after a step that was told to stop', () => {
    const stopped = step('a', 'process.exit(130)');
    assertEnd([stopped, step('b', 'console.log("b ran")')], 130, '── a');
  });

  it('counts a failure if a runner failed without a failed case', () => {
    assertEnd([runner([3, 0, 0], 1)], 1, '3 passed, 1 failed');
  });

  it('counts a failure if no case ran', () => {
    assertEnd([runner([0, 0, 0])], 1, '0 passed, 1 failed');
  });

  it('counts a failure if there is no report', () => {
    const silent = step('a', '', { hasReport: true });
    assertEnd([silent], 1, '0 passed, 1 failed');
  });

  it('reports what cannot run here', () => {
    const { status, stdout } = runSteps(step('a'), {
      name: 'b',
      skip: 'There is no engine.',
    });
    assert.equal(status, 0);
    assert.match(stdout, /SKIPPED\. There is no engine\./);
    assert.match(stdout, /1 passed, 0 failed, 1 skipped\n$/);
  });
});

describe('the checks of CI', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/ci.mjs', 'lnit'],
    { cwd: root, encoding: 'utf8' },
  );
  const checks = stderr.match(/The checks are: (.+)/)[1].split(', ');

  it('are listed when a name is wrong', () => {
    assert.equal(status, 1);
    assert.match(stderr, /no check "lnit"/);
    assert.ok(checks.includes('lint'));
  });

  it('are scripts in package.json', () => {
    assert.deepEqual(
      checks.filter(name => !(name in manifest.scripts)),
      [],
    );
  });

  it('each belong to one job of the workflow', () => {
    const workflow = readFileSync(
      join(root, '.github/workflows/ci.yaml'),
      'utf8',
    );
    const jobs = [...workflow.matchAll(/^ {10}- (.+)$/gm)]
      .flatMap(([, names]) => names.split(' '))
      .sort();
    assert.deepEqual(jobs, [...checks].sort());
  });
});
