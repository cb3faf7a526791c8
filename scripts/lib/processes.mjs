import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const GRACE_MS = 8_000;
const WATCH_MS = 500;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const windows = process.platform === 'win32';

// npm starts a script in a shell. A signal to npm alone reaches only the shell.
const startedByShell = Boolean(process.env.npm_lifecycle_event);
const parent = process.ppid;

/** The exit codes of a program that was told to stop. */
export const STOPPED = [130, 143];

/** Runs a program, passes each line of its output to `onLine`, and returns its exit code. */
export function run([command, ...args], { onLine, ...options }) {
  const child = spawn(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', onLine);
  }
  return exitOf(child);
}

/** Runs a program in the foreground, and stops it with all programs that it started when this process is told to stop. */
export async function runInForeground([command, ...args], options) {
  // Give it its own process group, so that one signal also reaches the programs that it starts.
  const child = spawn(command, args, {
    ...options,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: !windows,
  });
  let stopped;
  const stop = signal => {
    stopped ??= signal;
    // Send the same signal as Ctrl-C, because Playwright stops its browsers and servers on no other.
    signalGroup(child.pid, 'SIGINT');
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS).unref();
  };
  STOP_SIGNALS.forEach(signal => process.on(signal, stop));
  const watch = setInterval(() => {
    if (startedByShell && process.ppid !== parent) {
      clearInterval(watch);
      stop('SIGTERM');
    }
  }, WATCH_MS);
  try {
    const code = await exitOf(child);
    await stopGroup(child.pid);
    return stopped === 'SIGINT' ? 130 : stopped ? 143 : code;
  } finally {
    clearInterval(watch);
    STOP_SIGNALS.forEach(signal => process.off(signal, stop));
  }
}

function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve(code ?? 1));
  });
}

/** Stops the group's remaining processes, and waits until there are none. */
async function stopGroup(pid) {
  const end = Date.now() + GRACE_MS;
  while (signalGroup(pid, 0)) {
    signalGroup(pid, Date.now() < end ? 'SIGTERM' : 'SIGKILL');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Sends a signal to a process group, and returns whether the group exists. */
function signalGroup(pid, signal) {
  if (windows) {
    if (signal !== 0) {
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    }
    return false;
  }
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
