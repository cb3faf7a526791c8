import { runMain, UserError } from './lib/command.mjs';
import { git, gitLines } from './lib/git.mjs';
import { findUpdate } from './lib/template.mjs';

/** Merges what changed in the template into this clone, on a branch. */
await runMain(async () => {
  requireCommitted();
  const update = await findUpdate();
  if (!update) {
    console.log('This clone has the newest version of the template.');
    return 0;
  }
  const branch = `template-update-${update.version}`;
  createBranch(branch);
  const conflicts = merge(update.theirs);
  if (update.changelog) {
    console.log(`${update.changelog}\n`);
  }
  const last = `${
    update.changelog ? 'Follow the changelog above, run' : 'Run'
  } npm run yarn -- fix, which formats files with your names, and then npm test.`;
  if (conflicts.length === 0) {
    console.log(
      `The branch ${branch} has the template's version ${update.version}. ${last}`,
    );
    return 0;
  }
  console.error(
    [
      `The branch ${branch} has the template's version ${update.version}, with conflicts in:`,
      ...conflicts.map(file => `  ${file}`),
      'To continue:',
      '1. Resolve the conflicts. If yarn.lock is one of them, run npm run yarn -- install.',
      '2. git add --all && git cherry-pick --continue',
      `3. ${last}`,
      `To undo everything: git cherry-pick --abort && git switch - && git branch -D ${branch}`,
    ].join('\n'),
  );
  return 1;
});

function requireCommitted() {
  const changes = gitLines(['status', '--porcelain']);
  if (changes.length > 0) {
    throw new UserError(
      `There are uncommitted changes. Commit or stash them first:\n${changes.join(
        '\n',
      )}`,
    );
  }
}

function createBranch(branch) {
  try {
    git(['switch', '--create', branch]);
  } catch {
    throw new UserError(
      `There is already a branch ${branch}. Continue there, or delete it: git branch -D ${branch}`,
    );
  }
}

/** Merges a commit's changes, and returns the files with conflicts. */
function merge(commit) {
  try {
    git(['cherry-pick', commit]);
    return [];
  } catch (error) {
    const conflicts = gitLines(['diff', '--name-only', '--diff-filter=U']);
    if (conflicts.length === 0) {
      throw error;
    }
    return conflicts;
  }
}
