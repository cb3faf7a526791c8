import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  compareVersions,
  entriesAfter,
  parseChangelog,
} from '../lib/changelog.mjs';
import { manifest, root } from '../lib/command.mjs';

const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');

describe('CHANGELOG.md', () => {
  const entries = parseChangelog(changelog);

  it('begins with the version in package.json', () => {
    assert.equal(entries[0].version, manifest.version);
  });

  it('is sorted by version and date', () => {
    const sorted = [...entries].sort(
      (a, b) =>
        compareVersions(b.version, a.version) || b.date.localeCompare(a.date),
    );
    assert.deepEqual(entries, sorted);
  });

  it('says what to do in a clone for each version after the first', () => {
    for (const { version, text } of entries.slice(0, -1)) {
      assert.match(text, /^\*\*What to do in your clone:\*\*/m, version);
    }
  });
});

describe('a changelog', () => {
  const text =
    '# Changelog\n\n## 0.10.0 (2026-02-01)\n\nTen.\n\n## 0.9.0 (2026-01-01)\n\nNine.\n';

  it('is read as entries', () => {
    assert.deepEqual(parseChangelog(text)[1], {
      version: '0.9.0',
      date: '2026-01-01',
      text: '## 0.9.0 (2026-01-01)\n\nNine.',
    });
  });

  it('lists the entries that are newer than a version', () => {
    assert.deepEqual(
      entriesAfter(text, '0.9.0').map(({ version }) => version),
      ['0.10.0'],
    );
  });

  it('must have a version and a date in each heading', () => {
    assert.throws(
      () => parseChangelog('## Unreleased\n'),
      /"## Unreleased" is not like/,
    );
  });
});
