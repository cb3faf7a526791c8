import { spawn } from 'node:child_process';
import { readStartCommands } from './guide.mjs';

/** Starts the portal in the folder ADOPTED_PORTAL with the commands in docs/adopt.md. To stop the portal, stop this process's group. */
for (const command of readStartCommands()) {
  spawn(command, {
    shell: true,
    cwd: process.env.ADOPTED_PORTAL,
    stdio: 'inherit',
  });
}
