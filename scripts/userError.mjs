/** Something a person can mend: told in their words, without a stack trace. */
export class UserError extends Error {}

/** Runs a command's main function, and says what went wrong if it does. */
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
