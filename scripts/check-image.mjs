import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imageFigures } from '../bench/lib/docker.mjs';
import { root } from './paths.mjs';
import { runMain, UserError } from './userError.mjs';

const { IMAGE = 'gatehouse' } = process.env;

const megabytes = bytes => `${(bytes / 1e6).toFixed(1)} MB`;

/** Fails when the image is larger than bench/budgets.json allows. */
await runMain(async () => {
  const budgets = JSON.parse(
    await readFile(join(root, 'bench', 'budgets.json'), 'utf8'),
  );
  const figures = await imageFigures(IMAGE);
  const problems = Object.entries(budgets.image)
    .map(([name, limit]) => ({ name, limit, is: figures[name] }))
    .filter(({ is, limit }) => is > limit)
    .map(
      ({ name, is, limit }) =>
        `The image's ${name} is ${megabytes(
          is,
        )}, over its budget of ${megabytes(limit)}.`,
    );
  console.log(
    `${IMAGE}: ${megabytes(figures.size)}, compressed ${megabytes(
      figures.compressed,
    )}`,
  );
  if (problems.length > 0) {
    throw new UserError(
      `${problems.join(
        '\n',
      )}\nFind out what has come into it (docker history), or raise the limit in bench/budgets.json and say why.`,
    );
  }
  return 0;
});
