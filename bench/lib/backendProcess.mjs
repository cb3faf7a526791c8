import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../scripts/userError.mjs';
import { cpuMsOf, rssBytesOf } from './processFigures.mjs';

const POLL_MS = 10;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

const running = new Set();
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')));

/**
 * Starts a backend, and returns when it is ready and a first sign-in has worked.
 *
 * @param {{ args: string[], cwd: string, env: NodeJS.ProcessEnv, logFile: string }} program
 * @param {{ backendUrl: string, refreshPath: string, headers: object }} signIn
 */
export async function startBackend(program, signIn) {
  const { args, cwd, env, logFile } = program;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  running.add(child);
  const exit = once(child, 'exit').then(() => running.delete(child));
  const { backendUrl, refreshPath, headers } = signIn;
  const answered = (path, options) =>
    untilAnswered(child, backendUrl + path, options, logFile);
  await answered('/.backstage/health/v1/readiness');
  await answered(refreshPath, { headers });
  return {
    pid: child.pid,
    readyMs: performance.now() - startedAt,
    cpuMs: cpuMsOf(child.pid),
    rssBytes: rssBytesOf(child.pid),
    async stop() {
      child.kill('SIGTERM');
      const timeout = new AbortController();
      await Promise.race([
        exit,
        setTimeout(STOP_TIMEOUT_MS, undefined, timeout).then(() =>
          child.kill('SIGKILL'),
        ),
      ]);
      await exit;
      timeout.abort();
    },
  };
}

async function untilAnswered(child, url, options, logFile) {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await answersOk(url, options))) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      const last = readFileSync(logFile, 'utf8').slice(-3000);
      throw new UserError(
        `A backend ${
          child.exitCode === null
            ? `did not answer ${url} within ${START_TIMEOUT_MS / 1000} s`
            : 'ended while it started'
        }. Its log is ${logFile}, and ends with:\n${last}`,
      );
    }
    await setTimeout(POLL_MS);
  }
}

async function answersOk(url, options) {
  try {
    const response = await fetch(url, options);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
