import { interleave } from '../lib/interleave.mjs';
import { loadRefresh } from '../lib/load.mjs';
import { metricsOf } from '../lib/metrics.mjs';
import { rssBytesOf } from '../lib/processFigures.mjs';

const LOAD = { requests: 2000, connections: 10 };
const MEGABYTE = 1e6;

const FIGURES = {
  readyMs: {
    id: 'start.wall',
    title: 'Start to ready, wall',
    unit: 'ms',
    budget: { must: 0.6, goal: 0.35 },
    note: 'Ready: the readiness endpoint answers 200, and a first refresh does.',
  },
  cpuMs: {
    id: 'start.cpu',
    title: 'Start to ready, CPU',
    unit: 'ms',
    budget: { must: 0.6, goal: 0.35 },
  },
  rssMB: {
    id: 'start.memory.ready',
    title: 'Memory at ready',
    unit: 'MB',
    budget: { must: 0.85, goal: 0.55 },
    note: 'Resident set size, 1 MB = 1,000,000 bytes.',
  },
  loadedMB: {
    id: 'start.memory.loaded',
    title: `Memory after ${LOAD.requests} refreshes`,
    unit: 'MB',
  },
};

/** From starting the process to a first sign-in, and the memory that this takes. */
export async function measure({ ours, peer, runs, log }) {
  // What the system keeps of files in memory is the same for both after this.
  await interleave({ ours, peer }, 1, startOnce);
  const values = await interleave({ ours, peer }, runs, async (side, run) => {
    log(`${side.name}, run ${run + 1} of ${runs}`);
    return startOnce(side);
  });
  return metricsOf(FIGURES, values);
}

async function startOnce(side) {
  const running = await side.start();
  try {
    await loadRefresh(running, LOAD);
    return {
      readyMs: running.readyMs,
      cpuMs: running.cpuMs,
      rssMB: running.rssBytes / MEGABYTE,
      loadedMB: rssBytesOf(running.pid) / MEGABYTE,
    };
  } finally {
    await running.stop();
  }
}
