import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { root } from './paths.mjs';

/** Index, working tree and attributes of each tracked file, as `git ls-files --eol` prints them. */
const files = execFileSync('git', ['ls-files', '--eol'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);
const textFiles = files.filter(line => !line.startsWith('i/-text'));

describe('line endings', () => {
  it('are LF in every tracked text file', () => {
    assert.ok(textFiles.length > 100);
    const others = textFiles.filter(line => !/^i\/(lf|none)\s/.test(line));
    assert.deepEqual(others, []);
  });

  it('stay LF in a clone with core.autocrlf=true', () => {
    const others = textFiles.filter(line => !line.includes('eol=lf'));
    assert.deepEqual(others, []);
  });
});
