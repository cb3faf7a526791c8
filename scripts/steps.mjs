import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { STOPPED, runInForeground } from './processes.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {(reportFile: string) => string[]} [command] - a command line, which may write a report to the file
 * @property {NodeJS.ProcessEnv} [env] - variables for this step alone
 * @property {string} [skip] - why it cannot run here, instead of a command
 * @property {(reportFile: string) => Promise<{ passed: number, failed: number, skipped: number }>} [read] - counts the cases of the
 * report; a step without counts as one
 */

/**
 * Runs one step after the other, whatever becomes of them, and counts. Ctrl-C ends all.
 *
 * @param {Step[]} steps
 * @returns {Promise<number>} the exit code
 */
export async function runSteps(steps, env) {
  const folder = await mkdtemp(join(tmpdir(), 'steps-'));
  const results = [];
  try {
    for (const [index, step] of steps.entries()) {
      const result = await runStep(step, join(folder, `${index}`), env);
      if (STOPPED.includes(result.code)) {
        return result.code;
      }
      results.push(result);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return summarize(results);
}

async function runStep(step, reportFile, env) {
  const { name, command, read, skip } = step;
  console.log(`\n── ${name}\n`);
  if (skip) {
    console.log(`SKIPPED. ${skip}`);
    return { name, seconds: 0, passed: 0, failed: 0, skipped: 1 };
  }
  const start = Date.now();
  const code = await runInForeground(command(reportFile), {
    cwd: root,
    env: { ...env, ...step.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
  });
  const seconds = Math.round((Date.now() - start) / 1000);
  const counts = await count(read, reportFile, code);
  return { name, seconds, code, ...counts };
}

/** A runner that fails without a failed case, or without any case, has failed all the same. */
async function count(read, reportFile, code) {
  const one = {
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
  };
  if (!read) {
    return one;
  }
  try {
    const counts = await read(reportFile);
    const failed =
      code !== 0 || counts.passed === 0
        ? Math.max(counts.failed, 1)
        : counts.failed;
    return { ...counts, failed };
  } catch (error) {
    console.error(`There is no report of this step: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function summarize(results) {
  console.log('\n── Summary\n');
  for (const { name, seconds, passed, failed, skipped } of results) {
    const verdict = failed > 0 ? 'FAILED' : passed > 0 ? 'ok' : 'SKIPPED';
    console.log(
      `${verdict.padEnd(7)} ${name.padEnd(28)} ${`${passed} passed`.padStart(
        11,
      )} ${`${failed} failed`.padStart(10)} ${`${skipped} skipped`.padStart(
        11,
      )} ${`${seconds} s`.padStart(6)}`,
    );
  }
  const total = key => results.reduce((sum, result) => sum + result[key], 0);
  const skipped = total('skipped');
  console.log(
    `\n${total('passed')} passed, ${total('failed')} failed${
      skipped ? `, ${skipped} skipped` : ''
    }`,
  );
  return total('failed') > 0 ? 1 : 0;
}
