import { readBuiltFile, weigh } from '../bundle/initialFiles.mjs';

/**
 * What a visit of a landing page cost.
 *
 * @param {string} appDist - where the files are that were loaded
 * @param {import('./visit.mjs').Visit} visit
 */
export async function weighVisit(appDist, { headingMs, answers }) {
  const needed = answers.filter(({ ahead }) => !ahead);
  const ahead = answers.filter(answer => answer.ahead);
  return {
    headingMs,
    completeMs: Math.max(...needed.map(({ endMs }) => endMs)),
    requests: needed.length,
    wireBytes: sumWire(needed),
    aheadBytes: sumWire(ahead),
    js: await weighKind(appDist, needed, '.js'),
    css: await weighKind(appDist, needed, '.css'),
  };
}

async function weighKind(appDist, answers, extension) {
  const found = answers.filter(({ url }) => pathOf(url).endsWith(extension));
  const paths = new Set(found.map(({ url }) => pathOf(url)));
  const files = await Promise.all(
    [...paths].map(path => readBuiltFile(appDist, path)),
  );
  return { ...weigh(files), wireBytes: sumWire(found) };
}

function pathOf(url) {
  return new URL(url).pathname.slice(1);
}

function sumWire(answers) {
  return answers.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
}
