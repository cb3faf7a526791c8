import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/command.mjs';

/** Fails when a package of Backstage is in the lockfile in two versions: then it was mixed from two releases. */
const lockfile = readFileSync(join(root, 'yarn.lock'), 'utf8');
const versions = new Map();
for (const [, name, version] of lockfile.matchAll(
  /resolution: "(@backstage\/[^@]+)@npm:([^"]+)"/g,
)) {
  versions.set(name, [...(versions.get(name) ?? []), version]);
}
const mixed = [...versions].filter(([, found]) => found.length > 1);
for (const [name, found] of mixed) {
  console.error(
    `${name} is in yarn.lock as ${found.join(
      ' and ',
    )}: docs/decisions/0008-one-backstage-release.md`,
  );
}
console.log(
  `${versions.size} packages of Backstage, ${mixed.length} of them in more than one version`,
);
process.exitCode = mixed.length === 0 && versions.size > 0 ? 0 : 1;
