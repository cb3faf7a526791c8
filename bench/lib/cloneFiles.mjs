import { root } from '../../scripts/paths.mjs';
import { runCommand } from './commands.mjs';

/** What git would take, so that nothing that is built or installed in the clone is taken along. */
export async function cloneFiles() {
  const listed = await list('--cached', '--others', '--exclude-standard');
  const deleted = await list('--deleted');
  return listed.filter(path => !deleted.includes(path));
}

async function list(...flags) {
  const output = await runCommand(['git', 'ls-files', ...flags], { cwd: root });
  return output.split('\n').filter(Boolean);
}
