import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { UserError, runMain } from './lib/command.mjs';

const { IMAGE = 'gatehouse' } = process.env;

const budgets = JSON.parse(
  readFileSync(new URL('budgets.json', import.meta.url), 'utf8'),
);

/** Fails if the image is larger than scripts/budgets.json allows. */
await runMain(() => {
  const size = read('docker', 'image', 'inspect', '--format={{.Size}}', IMAGE);
  const compressed = read(
    ...['bash', '-c', 'set -o pipefail; docker save "$0" | gzip | wc -c'],
    IMAGE,
  );
  check('uncompressed', size, budgets.image);
  check('compressed', compressed, budgets.compressedImage);
  return 0;
});

function read(command, ...args) {
  return Number(execFileSync(command, args, { encoding: 'utf8' }));
}

function check(kind, bytes, limit) {
  console.log(`${IMAGE}, ${kind}: ${megabytes(bytes)}`);
  if (bytes > limit) {
    throw new UserError(
      `The image exceeds its ${kind} budget of ${megabytes(
        limit,
      )}. Run "docker history ${IMAGE}" to see what it contains, or raise the budget in scripts/budgets.json and say why.`,
    );
  }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
