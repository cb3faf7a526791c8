import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from './paths.mjs';

const STEPS = join(root, 'scripts', 'steps.mjs');

/** Runs steps in a process of their own, and returns its last line and exit code. */
function runSteps(steps) {
  const { status, stdout } = spawnSteps(steps);
  return { status, last: stdout.trim().split('\n').at(-1) };
}

function spawnSteps(steps) {
  return spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { runSteps } from ${JSON.stringify(
        STEPS,
      )}; process.exitCode = await runSteps(${steps}, process.env);`,
    ],
    { encoding: 'utf8' },
  );
}

const node = script =>
  `() => [process.execPath, '-e', ${JSON.stringify(script)}]`;
const counts = (passed, failed, skipped) =>
  `async () => (${JSON.stringify({ passed, failed, skipped })})`;

describe('the summary of steps', () => {
  it('adds up cases, and counts a step without cases as one', () => {
    const result = runSteps(`[
      { name: 'a', command: ${node('')}, read: ${counts(3, 0, 0)} },
      { name: 'b', command: ${node('')} },
    ]`);
    assert.deepEqual(result, { status: 0, last: '4 passed, 0 failed' });
  });

  it('names what was skipped', () => {
    const result = runSteps(
      `[{ name: 'a', command: ${node('')}, read: ${counts(3, 0, 2)} }]`,
    );
    assert.equal(result.last, '3 passed, 0 failed, 2 skipped');
  });

  it('says loudly what cannot run here', () => {
    const { status, stdout } = spawnSteps(`[
      { name: 'a', command: ${node('')} },
      { name: 'b', skip: 'There is no engine.' },
    ]`);
    assert.equal(status, 0);
    assert.match(stdout, /SKIPPED\. There is no engine\./);
    assert.match(stdout, /1 passed, 0 failed, 1 skipped\n$/);
  });

  it('gives a step variables of its own', () => {
    const result = runSteps(`[
      { name: 'a', env: { X: '1' }, command: ${node(
        'process.exit(Number(process.env.X !== "1"))',
      )} },
      { name: 'b', command: ${node(
        'process.exit(Number(process.env.X === "1"))',
      )} },
    ]`);
    assert.deepEqual(result, { status: 0, last: '2 passed, 0 failed' });
  });

  it('goes on after a step that failed, and fails', () => {
    const result = runSteps(`[
      { name: 'a', command: ${node('process.exit(1)')} },
      { name: 'b', command: ${node('')} },
    ]`);
    assert.deepEqual(result, { status: 1, last: '1 passed, 1 failed' });
  });

  it('ends with the step that was told to stop', () => {
    const result = runSteps(`[
      { name: 'a', command: ${node('process.exit(130)')} },
      { name: 'b', command: ${node('console.log("b ran")')} },
    ]`);
    assert.deepEqual(result, { status: 130, last: '── a' });
  });

  it('counts a failure where a runner failed without a failed case', () => {
    const result = runSteps(
      `[{ name: 'a', command: ${node('process.exit(1)')}, read: ${counts(
        3,
        0,
        0,
      )} }]`,
    );
    assert.deepEqual(result, { status: 1, last: '3 passed, 1 failed' });
  });

  it('counts a failure where no case ran', () => {
    const result = runSteps(
      `[{ name: 'a', command: ${node('')}, read: ${counts(0, 0, 0)} }]`,
    );
    assert.deepEqual(result, { status: 1, last: '0 passed, 1 failed' });
  });

  it('counts a failure where there is no report', () => {
    const result = runSteps(
      `[{ name: 'a', command: ${node(
        '',
      )}, read: async () => { throw new Error('none'); } }]`,
    );
    assert.deepEqual(result, { status: 1, last: '0 passed, 1 failed' });
  });
});
