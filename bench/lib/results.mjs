import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { runCommand } from './commands.mjs';

const BYTES_PER_GIGABYTE = 1e9;

/**
 * Writes the figures of some parts. Those of other parts stay, if they are of the same day and the same commit.
 *
 * @returns {Promise<string>} the file
 */
export async function writeResults({ date, runs, parts }) {
  const file = join(root, 'bench', 'results', `${date}.json`);
  const commit = await readCommit();
  const earlier = await readEarlier(file, commit);
  const { version: backstage } = JSON.parse(
    await readFile(join(root, 'backstage.json'), 'utf8'),
  );
  const results = {
    date,
    commit,
    backstage,
    machine: describeMachine(),
    runs,
    parts: { ...earlier, ...parts },
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}

async function readCommit() {
  const git = (...args) => runCommand(['git', ...args], { cwd: root });
  const commit = await git('rev-parse', '--short=12', 'HEAD');
  const changes = await git('status', '--porcelain', '--', ':!bench/results');
  return changes ? `${commit} with changes` : commit;
}

async function readEarlier(file, commit) {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const earlier = JSON.parse(text);
  return earlier.commit === commit ? earlier.parts : {};
}

function describeMachine() {
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / BYTES_PER_GIGABYTE),
    node: process.version,
    os: `${type()} ${release()}`,
  };
}
