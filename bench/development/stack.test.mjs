import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findFreePort } from '../lib/servers.mjs';
import { untilReady, withStack } from './stack.mjs';

const stackOf = script => ({
  command: [process.execPath, '--eval', script],
  cwd: process.cwd(),
  env: process.env,
});

/** A program that starts another, as a command for developers does, and tells where that one listens. */
const WITH_CHILD = port => `
  require('child_process').spawn(process.execPath, ['--eval', \`
    require('http').createServer((req, res) => res.end()).listen(${port}, '127.0.0.1');
  \`]);
  setInterval(() => {}, 1000);`;

describe('a stack for development', () => {
  it('is there while it is worked with, and nothing of it afterwards', async () => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}/`;
    const result = await withStack(stackOf(WITH_CHILD(port)), async () => {
      await untilReady({ readyUrls: [url] });
      return 'worked';
    });
    assert.equal(result, 'worked');
    await assert.rejects(fetch(url));
  });

  it('that ends by itself fails, with its last words', async () => {
    await assert.rejects(
      withStack(
        stackOf('console.error("no database")'),
        () => new Promise(() => {}),
      ),
      /has ended\. Its last words:\nno database/,
    );
  });
});
