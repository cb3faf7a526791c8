import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { withProgress } from './progress.mjs';
import { UserError } from './userError.mjs';

const STAMP = join(root, 'node_modules', '.installed');

/** Installs what yarn.lock names, unless that is what is there. */
export async function ensureInstalled({ yarn, env }) {
  const wanted = createHash('sha256')
    .update(await readFile(join(root, 'yarn.lock')))
    .digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === wanted) {
    return;
  }
  await withProgress('Installing dependencies, about 2 GB', async report => {
    // Yarn 4 sometimes gives up a download without a reason; the next attempt goes on where it stopped.
    const output =
      (await install(yarn, env, report)) && (await install(yarn, env, report));
    if (output) {
      throw new UserError(whyNotInstalled(output));
    }
  });
  await writeFile(STAMP, wanted);
}

/** What Yarn said, if it failed. */
async function install(yarn, env, report) {
  const output = [];
  const code = await run([...yarn, 'install', '--immutable'], {
    cwd: root,
    env,
    onLine(line) {
      output.push(line);
      const step = line.match(/┌ (.+)$/)?.[1];
      if (step) {
        report(step);
      }
    },
  });
  return code === 0
    ? undefined
    : output.filter(line => !/YN00(13|85|60|02|86)/.test(line)).slice(-20);
}

function whyNotInstalled(output) {
  const text = output.join('\n');
  if (/ENOSPC/.test(text)) {
    return `There is no space left on the disk. The dependencies need about 2 GB here and 1 GB in Yarn's cache. Make room, and run this again.`;
  }
  if (/EACCES|EROFS|EPERM/.test(text)) {
    return `The folder ${root} cannot be written to. Make it writable, or clone to another place.\nYarn says:\n${text}`;
  }
  if (/YN0028/.test(text)) {
    return `package.json and yarn.lock do not go together. Run "yarn install" to bring yarn.lock up to date.\nYarn says:\n${text}`;
  }
  return `The dependencies could not be installed. Check your network, proxy and "npm config get registry", and run this again: it goes on where it stopped.\nYarn says:\n${text}`;
}
