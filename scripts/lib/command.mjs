import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REMIND_MS = 10_000;

/** The clone's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export const manifest = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/** An error that the user can fix. Its message is printed without a stack trace. */
export class UserError extends Error {}

/** Runs a command's main function, which returns the exit code. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(
      `\n${error instanceof UserError ? error.message : error.stack}\n`,
    );
    process.exitCode = 1;
  }
}

/** Returns the arguments, which must be among the known ones, or all that are known if there are none. */
export function chosenArguments(known, kind) {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find(name => !known.includes(name));
  if (unknown) {
    throw new UserError(
      `There is no ${kind} "${unknown}". The ${kind}s are: ${known.join(', ')}`,
    );
  }
  return chosen.length > 0 ? chosen : known;
}

/** Prints what is being done, progress if it takes long, and how long it took. */
export async function withProgress(title, work) {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  let doing = 'still running';
  console.log(`${title} …`);
  const timer = setInterval(
    () => console.log(`  ${doing} (${seconds()} s so far)`),
    REMIND_MS,
  );
  try {
    const result = await work(step => {
      if (step !== doing) {
        doing = step;
        console.log(`  ${step}`);
      }
    });
    console.log(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
