import { basename, join, matchesGlob } from 'node:path';
import { splitFlags } from '../lib/dockerfile.mjs';

/**
 * The files that a COPY takes from the context, and what they are called where they go.
 *
 * @param {string} text - of the instruction
 * @param {{ context: string, files: string[], replaced: Record<string, string> }} from
 */
export function copiedFiles(text, { context, files, replaced }) {
  const { flags, rest } = splitFlags(text);
  const parents = flags.some(([name]) => name === 'parents');
  const patterns = rest.split(/\s+/).slice(0, -1);
  return patterns.flatMap(pattern =>
    files
      .filter(path => isNamed(path, pattern) || isInside(path, pattern))
      .map(path => ({
        file: replaced[path] ?? join(context, path),
        as: parents ? path : nameOf(path, pattern),
      })),
  );
}

function isNamed(path, pattern) {
  return matchesGlob(path, pattern);
}

function isInside(path, folder) {
  return path.startsWith(`${folder}/`);
}

/** Of a folder only what is in it is copied. */
function nameOf(path, pattern) {
  return isNamed(path, pattern)
    ? basename(path)
    : path.slice(pattern.length + 1);
}
