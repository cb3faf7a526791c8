import { spawnSync } from 'node:child_process';
import { root, runMain } from './lib/command.mjs';
import { findUpdate } from './lib/template.mjs';
import { RECORD } from './lib/templateRecord.mjs';

/** Shows what changed in the template since this clone was made or updated, in the files that it still has. */
await runMain(async () => {
  const update = await findUpdate();
  if (!update) {
    console.log('This clone has the newest version of the template.');
    return 0;
  }
  if (update.changelog) {
    console.log(`${update.changelog}\n`);
  }
  const { status } = spawnSync(
    'git',
    [
      'diff',
      '--stat',
      '--patch',
      update.base,
      update.theirs,
      '--',
      '.',
      `:!${RECORD}`,
    ],
    { cwd: root, stdio: 'inherit' },
  );
  return status;
});
