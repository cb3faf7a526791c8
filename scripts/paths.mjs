import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const root = fileURLToPath(new URL('..', import.meta.url));

export const manifest = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/** The folder for what can be thrown away, in the place that the system has for it. */
export function cacheFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'win32' && LOCALAPPDATA) {
    return join(LOCALAPPDATA, manifest.name);
  }
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', 'Caches', manifest.name);
  }
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), manifest.name);
}
