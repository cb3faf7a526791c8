import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The Markdown files of the repository, without templates and generated reports. */
export const documents = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.md'],
  { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8' },
)
  .trim()
  .split('\n')
  .filter(file => !/\/content\/|report\.api\.md$/.test(file));
