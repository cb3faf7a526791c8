import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the repository to measure. */
export const root = fileURLToPath(new URL('..', import.meta.url));

export const readText = path => readFileSync(`${root}${path}`, 'utf8');

export const readJson = path => JSON.parse(readText(path));
