import { parseArgs } from 'node:util';
import * as image from './parts/image.mjs';
import * as page from './parts/page.mjs';
import * as refresh from './parts/refresh.mjs';
import * as start from './parts/start.mjs';
import { compare, formatTable, writeSummary } from './report.mjs';
import { prepareSides } from './sides.mjs';

const PARTS = { page, start, refresh, image };

const { names, runs } = readArguments();
const sides = await prepareSides();
const summary = {};
for (const name of names) {
  Object.assign(summary, await measurePart(name));
}
console.log(`\n${formatTable(summary)}\n`);
console.log(`Written to ${writeSummary(summary, runs)}`);

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '5' } },
  });
  const unknown = positionals.find(name => !PARTS[name]);
  if (unknown) {
    throw new Error(
      `Unknown part "${unknown}". The parts are ${Object.keys(PARTS).join(
        ', ',
      )}.`,
    );
  }
  if (!/^[1-9]\d*$/.test(values.runs)) {
    throw new Error(`--runs must be a positive number, not "${values.runs}".`);
  }
  return {
    names: positionals.length > 0 ? positionals : Object.keys(PARTS),
    runs: Number(values.runs),
  };
}

/** Measures both sides in turn, A B A B, so that other load on the machine affects both. */
async function measurePart(name) {
  const { figures, measure, isConstant = false } = PARTS[name];
  const runsOfPart = isConstant ? 1 : runs;
  const samples = { ours: [], peer: [] };
  for (let index = 1; index <= runsOfPart; index += 1) {
    for (const [key, side] of Object.entries(sides)) {
      console.log(`${name} of ${side.name}, run ${index} of ${runsOfPart}`);
      samples[key].push(await measure(side));
    }
  }
  return Object.fromEntries(
    Object.entries(figures).map(([figure, about]) => [
      figure,
      {
        ...about,
        ...compare(
          samples.ours.map(sample => sample[figure]),
          samples.peer.map(sample => sample[figure]),
        ),
      },
    ]),
  );
}
