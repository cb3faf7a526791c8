import { run } from '../../scripts/processes.mjs';
import { UserError } from '../../scripts/userError.mjs';

const LINES_TOLD = 30;

/** Runs a program to its end and returns what it printed; if it fails, the last of that is told. */
export async function runCommand([command, ...args], options = {}) {
  const lines = [];
  const code = await run([command, ...args], {
    ...options,
    onLine: line => lines.push(line),
  }).catch(error => {
    lines.push(error.message);
    return 1;
  });
  if (code !== 0) {
    throw new UserError(
      `This failed${options.cwd ? ` in ${options.cwd}` : ''}: ${[
        command,
        ...args,
      ].join(
        ' ',
      )}\nIts last words are below. Mend what they name, and run "yarn bench" again: what was finished is found again.\n${lines
        .slice(-LINES_TOLD)
        .join('\n')}`,
    );
  }
  return lines.join('\n');
}
