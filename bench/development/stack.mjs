import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { undoing } from './undo.mjs';

const POLL_MS = 50;
const TIMEOUT_MS = 300_000;
const GRACE_MS = 20_000;
const LINES_TOLD = 30;

/**
 * @typedef {object} Stack - what developers start
 * @property {'ours' | 'peer'} name
 * @property {string[]} command
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {string[]} readyUrls - which answer when app and backend do
 * @property {string} url - to open, and be signed in
 * @property {RegExp} heading - of the landing page
 * @property {string} sidebar - the source file with the sidebar
 */

/** Starts a stack, and takes down everything of it after the work. */
export async function withStack({ command, cwd, env }, work) {
  const [program, ...args] = command;
  // A group of its own, so that one signal reaches the programs that were started by programs.
  const child = spawn(program, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      lastWords.push(line);
      lastWords.splice(0, lastWords.length - LINES_TOLD);
    });
  }
  const ended = once(child, 'close').then(() => {
    throw new Error(
      `${command.join(
        ' ',
      )} in ${cwd} has ended. Its last words:\n${lastWords.join('\n')}`,
    );
  });
  try {
    return await undoing(
      () => signalGroup(child.pid, 'SIGINT'),
      () => Promise.race([work(), ended]),
    );
  } finally {
    await groupGone(child.pid);
    await ended.catch(() => {});
  }
}

/** Waits until app and backend answer. */
export async function untilReady({ readyUrls }) {
  const end = performance.now() + TIMEOUT_MS;
  for (const url of readyUrls) {
    while (!(await answers200(url))) {
      if (performance.now() > end) {
        throw new Error(`${url} does not answer within ${TIMEOUT_MS} ms`);
      }
      await sleep(POLL_MS);
    }
  }
}

async function answers200(url) {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function groupGone(pid) {
  const end = performance.now() + GRACE_MS;
  while (signalGroup(pid, 0)) {
    if (performance.now() > end) {
      signalGroup(pid, 'SIGKILL');
    }
    await sleep(POLL_MS);
  }
}

/** Whether there was anybody to signal. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
