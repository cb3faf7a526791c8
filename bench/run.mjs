import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { manifest } from '../scripts/paths.mjs';
import { runMain, UserError } from '../scripts/userError.mjs';
import { writeResults } from './lib/results.mjs';
import { prepare as prepareOurs } from './sides/ours.mjs';
import { prepare as preparePeer } from './sides/peer.mjs';

/** What is measured, and about how many minutes one run of it takes on a machine with two cores. */
const PARTS = {
  start: { about: 'start to ready, and memory', minutes: 0.5 },
  refresh: { about: 'requests that renew a session', minutes: 1.5 },
  growth: {
    about: 'the same with a big catalog, and big tokens',
    minutes: 1.5,
  },
  limit: { about: 'what this machine can do at best', minutes: 0.2 },
  image: { about: 'size of the image, and time to build it', minutes: 4 },
  firstLoad: { about: 'the page in a browser', minutes: 2 },
  development: { about: 'yarn dev', minutes: 3 },
};

await runMain(async () => {
  const { names, runs } = readArguments();
  checkMachine();
  announce(names, runs);
  const sides = { ours: await prepareOurs(), peer: await preparePeer() };
  const parts = {};
  for (const name of names) {
    console.log(`\n── ${name}\n`);
    const { measure } = await import(fileOf(name));
    parts[name] = await measure({ ...sides, runs, log: logProgress });
    print(parts[name]);
  }
  const date = new Date().toISOString().slice(0, 10);
  const file = await writeResults({ date, runs, parts });
  console.log(`\nWritten to ${file}`);
  await writeReport(file);
  return 0;
});

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '5' } },
  });
  const there = Object.keys(PARTS).filter(name =>
    existsSync(fileURLToPath(fileOf(name))),
  );
  const unknown = positionals.find(name => !there.includes(name));
  if (unknown) {
    throw new UserError(
      `There is no part "${unknown}". The parts are ${there.join(
        ', ',
      )}; without a name all are measured.`,
    );
  }
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    throw new UserError(
      `--runs has to be a whole number from 1 on, and not "${values.runs}".`,
    );
  }
  const wanted = positionals.length > 0 ? positionals : there;
  return { names: there.filter(name => wanted.includes(name)), runs };
}

function fileOf(name) {
  return new URL(`parts/${name}.mjs`, import.meta.url);
}

function checkMachine() {
  if (process.platform !== 'linux') {
    throw new UserError(
      'The benchmark reads CPU time and memory of processes from /proc, which only Linux has. Run it there, or in a virtual machine.',
    );
  }
  const [major] = process.versions.node.split('.');
  if (!manifest.engines.node.split(' || ').includes(major)) {
    throw new UserError(
      `The benchmark runs both sides with the Node that runs it, which is ${process.version}. Use one of ${manifest.engines.node}.`,
    );
  }
}

function announce(names, runs) {
  console.log(
    `Measuring this clone and the official template in turn, ${runs} times each:\n`,
  );
  for (const name of names) {
    const { about, minutes } = PARTS[name];
    const time = Math.max(1, Math.round(minutes * runs));
    console.log(`  ${name.padEnd(12)} ${about}, about ${time} min`);
  }
  console.log(
    '\nBoth are built first, once for each version: 10 to 20 min, 6 GB in the cache folder. Leave the machine alone meanwhile: whatever else runs on it is in the figures.\n',
  );
}

function logProgress(line) {
  console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
}

function print(metrics) {
  const number = value => String(Number(value.toPrecision(4)));
  console.log();
  for (const { title, unit, ours, peer, ratio } of metrics) {
    const beside = peer ? `, peer ${number(peer.median)}` : '';
    const compared = ratio === null ? '' : `, ratio ${number(ratio)}`;
    console.log(`${title}: ${number(ours.median)} ${unit}${beside}${compared}`);
  }
}

async function writeReport(file) {
  const report = new URL('report/index.mjs', import.meta.url);
  if (existsSync(fileURLToPath(report))) {
    const module = await import(report);
    await module.writeReport(file);
  }
}
