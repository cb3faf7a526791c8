import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.mjs';

/** Runs Git in this clone, or in another folder, and returns its output. */
export function git(args, options) {
  return execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options,
  }).trimEnd();
}

/** Returns lines of Git's output. */
export function gitLines(args, options) {
  return git(args, options).split('\n').filter(Boolean);
}

/** Lists files that exist: those that Git tracks, unless options of `git ls-files` choose others. */
export function listFiles(folder, ...options) {
  return git(['ls-files', '-z', ...options], { cwd: folder })
    .split('\0')
    .filter(file => file && existsSync(join(folder, file)));
}
