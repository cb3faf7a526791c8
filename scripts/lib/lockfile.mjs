import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.mjs';

/** Returns the versions of each Backstage package in yarn.lock. @returns {Map<string, string[]>} */
export function backstageVersions() {
  const lockfile = readFileSync(join(root, 'yarn.lock'), 'utf8');
  const versions = new Map();
  for (const [, name, version] of lockfile.matchAll(
    /resolution: "(@backstage\/[^@]+)@npm:([^"]+)"/g,
  )) {
    versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  return versions;
}
