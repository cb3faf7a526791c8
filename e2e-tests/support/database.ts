import { execFileSync } from 'child_process';
import { join } from 'path';
import { compose } from './docker';

const cwd = join(__dirname, '..', '..');

/** Returns a backup of the portal's database. */
export function backUp(): Buffer {
  return execFileSync('deploy/postgres/backup.sh', { cwd, maxBuffer: 1e9 });
}

/** Replaces the portal's database with a backup. */
export function restore(input: string | Buffer) {
  execFileSync('deploy/postgres/restore.sh', {
    cwd,
    input,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** Replaces the portal's database with a backup, and waits until both backends are ready. */
export async function restoreAndWait(input: Buffer) {
  restore(input);
  await compose('up', '--wait', '--no-recreate');
}
