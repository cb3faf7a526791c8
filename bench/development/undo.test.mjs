import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { undoing } from './undo.mjs';

const UNDO = new URL('undo.mjs', import.meta.url);

/** Says when it is at work, and what it undoes. */
const PROGRAM = `
  import { undoing } from ${JSON.stringify(UNDO)};
  await undoing(() => console.log('outer undone'), () =>
    undoing(() => console.log('inner undone'), () => {
      console.log('at work');
      return new Promise(resolve => setTimeout(resolve, 60_000));
    }),
  );`;

describe('what has to be undone', () => {
  it('is undone after the work, whose result is kept', async () => {
    const steps = [];
    const result = await undoing(
      () => steps.push('undone'),
      async () => {
        steps.push('work');
        return 'result';
      },
    );
    assert.equal(result, 'result');
    assert.deepEqual(steps, ['work', 'undone']);
  });

  it('is undone when the work fails, and the failure is told', async () => {
    const steps = [];
    await assert.rejects(
      undoing(
        () => steps.push('undone'),
        () => Promise.reject(new Error('no work')),
      ),
      /no work/,
    );
    assert.deepEqual(steps, ['undone']);
  });

  it('is undone, the last one first, when the program is told to stop', async () => {
    const child = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      PROGRAM,
    ]);
    let output = '';
    child.stdout.on('data', data => {
      output += data;
      if (output === 'at work\n') {
        child.kill('SIGINT');
      }
    });
    const [code] = await once(child, 'close');
    assert.equal(output, 'at work\ninner undone\nouter undone\n');
    assert.equal(code, 130);
  });
});
