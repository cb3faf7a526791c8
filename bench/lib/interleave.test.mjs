import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { interleave, repeat } from './interleave.mjs';

describe('interleave', () => {
  it('measures both sides in turn, never both at once', async () => {
    const order = [];
    await interleave({ ours: 'A', peer: 'B' }, 3, async side => {
      order.push(`${side} begins`);
      await Promise.resolve();
      order.push(`${side} ends`);
    });
    const turn = ['A begins', 'A ends', 'B begins', 'B ends'];
    assert.deepEqual(order, [...turn, ...turn, ...turn]);
  });

  it('keeps what was measured apart by side, and pairs by run', async () => {
    const values = await interleave(
      { ours: 1, peer: 10 },
      2,
      async (side, run) => side + run,
    );
    assert.deepEqual(values, { ours: [1, 2], peer: [10, 11] });
  });

  it('stops at the first failure', async () => {
    const measured = [];
    await assert.rejects(
      interleave({ ours: 'A', peer: 'B' }, 3, async side => {
        measured.push(side);
        throw new Error('down');
      }),
      /down/,
    );
    assert.deepEqual(measured, ['A']);
  });
});

describe('repeat', () => {
  it('measures one side as often', async () => {
    assert.deepEqual(await repeat(3, async run => run), [0, 1, 2]);
  });
});
