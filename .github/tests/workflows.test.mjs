import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { root } from '../../scripts/lib/command.mjs';

/** From the Go module proxy. */
const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
/** From PyPI. */
const ZIZMOR = 'zizmor==1.32.0';

const WORKFLOWS = '.github/workflows';
const files = globSync(`${WORKFLOWS}/*.y*ml`, { cwd: root });

/** Runs a program in the clone, and returns its output if it fails. */
function problemsOf(command, ...args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 ? undefined : error?.message ?? stdout + stderr;
}

/** Skips a tool's test, and says so at the top level of the output, if the tool cannot be fetched. */
function skipWithout(tool, problem) {
  const skip = problem && `${tool} CAN'T BE FETCHED HERE: ${problem.trim()}`;
  if (skip) {
    console.log(`SKIPPED. ${skip}`);
  }
  return { skip };
}

/** Returns the actions that are not pinned to a commit, with the version as a comment. */
function findUnpinned(text) {
  return text
    .split('\n')
    .filter(line => /^[\s-]*uses:/.test(line))
    .filter(line => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
    .map(line => line.trim());
}

describe('workflows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
  const actionlint = join(folder, 'bin', 'actionlint');
  const zizmor = join(folder, 'python', 'bin', 'zizmor');

  after(() => rmSync(folder, { recursive: true }));

  const fetchActionlint = () =>
    problemsOf('env', `GOBIN=${folder}/bin`, 'go', 'install', ACTIONLINT);
  const fetchZizmor = () =>
    problemsOf(
      ...['python3', '-m', 'pip', 'install', '--quiet', '--no-deps'],
      ...['--target', join(folder, 'python'), ZIZMOR],
    );

  it('pin every action to a commit', () => {
    assert.ok(files.length > 0);
    for (const file of files) {
      assert.deepEqual(
        findUnpinned(readFileSync(join(root, file), 'utf8')),
        [],
        file,
      );
    }
  });

  for (const use of [
    'actions/checkout@v7',
    'actions/checkout@main',
    'actions/checkout@3d3c42e # v7.0.1',
    'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
    './.github/actions/local',
  ]) {
    it(`cannot use ${use}`, () => {
      assert.equal(findUnpinned(`      - uses: ${use}`).length, 1);
    });
  }

  it('are valid', skipWithout(ACTIONLINT, fetchActionlint()), () => {
    assert.equal(problemsOf(actionlint, ...files), undefined);
  });

  it('are secure', skipWithout(ZIZMOR, fetchZizmor()), () => {
    assert.equal(
      problemsOf(zizmor, '--offline', '--no-progress', WORKFLOWS),
      undefined,
    );
  });
});
