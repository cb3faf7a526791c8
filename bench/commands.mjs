import { execFileSync } from 'node:child_process';

/** Runs a command that reports its own progress. */
export function run(command, args, options) {
  execFileSync(command, args, {
    ...options,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** Runs a command and returns what it prints. */
export function read(command, ...args) {
  return execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

export const docker = (...args) => read('docker', ...args);
