import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * @typedef {object} BuiltFile
 * @property {string} path - below the folder of the built app
 * @property {'js' | 'css'} kind
 * @property {Buffer} content
 * @property {number} bytes
 * @property {number} gzip - bytes of `gzip -9`
 */

const NAMED = /<(?:script|link)\b[^>]*\b(?:src|href)="[^"]*?(static\/[^"?]+)/g;
const AHEAD_OF_NEED = /\brel="prefetch"/;

/**
 * The JavaScript and CSS that the browser has to load before it can show anything.
 *
 * @param {string} appDist - folder of the built app
 * @returns {Promise<BuiltFile[]>}
 */
export async function readInitialFiles(appDist) {
  const html = await readFile(join(appDist, 'index.html'), 'utf8');
  const paths = [...html.matchAll(NAMED)]
    .filter(([tag]) => !AHEAD_OF_NEED.test(tag))
    .map(([, path]) => path)
    .filter(kindOf);
  return Promise.all(
    [...new Set(paths)].map(path => readBuiltFile(appDist, path)),
  );
}

/** @returns {Promise<BuiltFile>} */
export async function readBuiltFile(appDist, path) {
  const content = await readFile(join(appDist, path));
  return {
    path,
    kind: kindOf(path),
    content,
    bytes: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
  };
}

/** What a list of files weighs. */
export function weigh(files) {
  const sum = key => files.reduce((total, file) => total + file[key], 0);
  return { files: files.length, bytes: sum('bytes'), gzip: sum('gzip') };
}

function kindOf(path) {
  return path.match(/\.(js|css)$/)?.[1];
}
