import { withBackend } from '../backend.mjs';

export const figures = {
  startWall: { title: 'Start to first sign-in, wall time', unit: 's' },
  startCpu: { title: 'Start to first sign-in, CPU time', unit: 's' },
  startMemory: { title: 'Memory after the first sign-in', unit: 'MB' },
};

export function measure(side) {
  return withBackend(side, async ({ startMs, cpuMs, memoryBytes }) => ({
    startWall: startMs / 1e3,
    startCpu: cpuMs() / 1e3,
    startMemory: memoryBytes() / 1e6,
  }));
}
