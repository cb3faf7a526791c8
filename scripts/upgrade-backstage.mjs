import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsOf } from './lib/checks.mjs';
import { root, runMain, UserError } from './lib/command.mjs';
import { backstageVersions } from './lib/lockfile.mjs';
import { runInForeground } from './lib/processes.mjs';
import { runSteps } from './lib/steps.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

const MANIFEST = 'https://versions.backstage.io/v1/tags/main/manifest.json';
const RELEASE_FILE = join(root, 'backstage.json');
/** The lockfile is checked first: if releases are mixed, that explains other failures. */
const TESTS = ['check:lockfile', 'tsc', 'test:unit'];

/** Upgrades all Backstage packages to the newest release, and tests the result. The argument is the release's version. */
await runMain(async () => {
  const release = process.argv[2] ?? (await newestRelease());
  if (!/^\d+\.\d+\.\d+$/.test(release)) {
    throw new UserError(
      `"${release}" is not a release version such as 1.57.0.`,
    );
  }
  const { yarn, env } = await ensureToolchain();
  const { version: current } = JSON.parse(readFileSync(RELEASE_FILE, 'utf8'));
  const before = backstageVersions();
  for (const args of [['up', '@backstage/*'], ['dedupe']]) {
    const code = await runInForeground([...yarn, ...args], { cwd: root, env });
    if (code !== 0) {
      return code;
    }
  }
  writeFileSync(RELEASE_FILE, `{ "version": "${release}" }\n`);
  const code = await runSteps(
    TESTS.flatMap(name => stepsOf([name], yarn)),
    { ...env, CI: '1' },
  );
  console.log(whatToRead(current, release, breaking(before)));
  return code;
});

async function newestRelease() {
  try {
    const response = await fetch(MANIFEST);
    return (await response.json()).releaseVersion;
  } catch {
    throw new UserError(
      `Cannot read the newest release's version from ${MANIFEST}.\nLook it up at https://github.com/backstage/backstage/releases, and pass it as an argument: npm run upgrade:backstage -- 1.57.0`,
    );
  }
}

/** Returns the packages whose new version may be incompatible: another major version or, below 1.0, another minor version. */
function breaking(before) {
  const significant = version =>
    version.match(/^(0\.\d+|[1-9]\d*)/)?.[0] ?? version;
  return [...backstageVersions()]
    .map(([name, [now]]) => ({ name, now, was: before.get(name)?.[0] }))
    .filter(({ now, was }) => was && significant(was) !== significant(now));
}

function whatToRead(from, to, packages) {
  return [
    '',
    `Before you commit the upgrade from ${from} to ${to}, read:`,
    `  https://backstage.io/docs/releases/v${to}`,
    `  https://backstage.github.io/upgrade-helper/?from=${from}&to=${to}`,
    'and the changelogs of these packages, which may have incompatible changes:',
    ...packages.map(({ name, was, now }) => `  ${name} ${was} → ${now}`),
    'If tsc fails in node_modules, the release may need another version of TypeScript: yarn why typescript --peers',
  ].join('\n');
}
