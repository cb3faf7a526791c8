import { backstageVersions } from './lib/lockfile.mjs';

/** Fails if the lockfile contains two versions of a Backstage package, which means that two releases were mixed. */
const versions = backstageVersions();
const mixed = [...versions].filter(([, found]) => found.length > 1);
for (const [name, found] of mixed) {
  console.error(
    `yarn.lock contains ${name} ${found.join(
      ' and ',
    )}. See docs/decisions/0008-one-backstage-release.md`,
  );
}
console.log(
  `${versions.size} Backstage packages, ${mixed.length} of them in more than one version`,
);
process.exitCode = mixed.length === 0 && versions.size > 0 ? 0 : 1;
