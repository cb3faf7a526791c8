import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './command.mjs';
import { STOPPED, runInForeground } from './processes.mjs';

/**
 * @typedef {object} Report - how a test runner writes its report to a file, and what the file says
 * @property {(file: string) => string[]} [args]
 * @property {(file: string) => NodeJS.ProcessEnv} [env]
 * @property {(text: string) => { passed: number, failed: number, skipped: number }} read
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} [command]
 * @property {string} [cwd] - where the command runs, if not in this clone
 * @property {NodeJS.ProcessEnv} [env] - variables only for this step
 * @property {Report} [report] - counts the cases; a step without it counts as one
 * @property {string} [skip] - instead of a command: why it cannot run here
 */

/** @type {Report} */
export const nodeReport = {
  // Set as a variable, because options would have to precede the files.
  env: file => ({
    NODE_OPTIONS: [
      '--test-reporter=spec --test-reporter-destination=stdout',
      `--test-reporter=tap --test-reporter-destination=${JSON.stringify(file)}`,
    ].join(' '),
  }),
  read: text => {
    const count = name =>
      Number(text.match(new RegExp(`^# ${name} (\\d+)$`, 'm'))[1]);
    return {
      passed: count('pass'),
      failed: count('fail') + count('cancelled'),
      skipped: count('skipped') + count('todo'),
    };
  },
};

/** @type {Report} */
export const jestReport = {
  args: file => ['--json', `--outputFile=${file}`],
  read: text => {
    const report = JSON.parse(text);
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  },
};

/** @type {Report} */
export const playwrightReport = {
  env: file => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
  read: text => {
    const { stats, errors } = JSON.parse(text);
    if (stats.flaky > 0) {
      console.log(`  ${stats.flaky} passed only on the second attempt`);
    }
    return {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected + errors.length,
      skipped: stats.skipped,
    };
  },
};

/**
 * Runs all steps, even after one has failed, and prints the counts. Ctrl-C ends all of them.
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

async function runStep({ name, command, report, skip, ...step }, file, env) {
  console.log(`\n── ${name}\n`);
  if (skip) {
    console.log(`SKIPPED. ${skip}`);
    return { name, seconds: 0, passed: 0, failed: 0, skipped: 1 };
  }
  const start = Date.now();
  const code = await runInForeground(
    [...command, ...(report?.args?.(file) ?? [])],
    {
      cwd: step.cwd ?? root,
      env: { ...env, ...step.env, ...report?.env?.(file) },
    },
  );
  const seconds = Math.round((Date.now() - start) / 1000);
  return { name, seconds, code, ...(await count(report, file, code)) };
}

/** A runner that fails without a failed case, or without any case, counts as one failure. */
async function count(report, file, code) {
  const hasFailed = Number(code !== 0);
  if (!report) {
    return { passed: 1 - hasFailed, failed: hasFailed, skipped: 0 };
  }
  try {
    const counts = report.read(await readFile(file, 'utf8'));
    const atLeast = hasFailed || Number(counts.passed === 0);
    return { ...counts, failed: Math.max(counts.failed, atLeast) };
  } catch (error) {
    console.error(`This step wrote no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function summarize(results) {
  console.log('\n── Summary\n');
  for (const { name, seconds, ...counts } of results) {
    const { passed, failed, skipped } = counts;
    const verdict = failed > 0 ? 'FAILED' : passed > 0 ? 'ok' : 'SKIPPED';
    const columns = [
      verdict.padEnd(7),
      name.padEnd(28),
      `${passed} passed`.padStart(11),
      `${failed} failed`.padStart(10),
      `${skipped} skipped`.padStart(11),
      `${seconds} s`.padStart(6),
    ];
    console.log(columns.join(' '));
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
