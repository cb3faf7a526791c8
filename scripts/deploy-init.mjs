import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoSettings } from './deploySettings.mjs';
import { root } from './paths.mjs';
import { UserError, runMain } from './userError.mjs';

/** Writes .env for docker-compose.yaml, readable by its owner alone. */
async function init() {
  const file = join(root, '.env');
  try {
    await writeFile(file, demoSettings(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw error.code === 'EEXIST' ? alreadyThere(file) : error;
  }
  console.log(`Wrote ${file}, with fresh secrets, for the demo.

  docker compose up --build --wait

starts everything. Then open http://localhost:4180 and sign in as ada, with the DEMO_PASSWORD in that file.`);
}

function alreadyThere(file) {
  return new UserError(
    `${file} is there already, and its secrets may be in use: nothing was changed.\nTo begin anew, run "docker compose down --volumes", which deletes all data, then delete the file, and run this again.`,
  );
}

await runMain(init);
