import { readFile } from 'node:fs/promises';

/** How many cases passed, failed and were skipped, from what each kind of runner writes. */

export async function readJestReport(file) {
  const report = JSON.parse(await readFile(file, 'utf8'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export async function readPlaywrightReport(file) {
  const { stats, errors } = JSON.parse(await readFile(file, 'utf8'));
  if (stats.flaky > 0) {
    console.log(`  ${stats.flaky} passed only when run again`);
  }
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

export async function readTapReport(file) {
  const text = await readFile(file, 'utf8');
  const count = name =>
    Number(text.match(new RegExp(`^# ${name} (\\d+)$`, 'm'))[1]);
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped') + count('todo'),
  };
}
