import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { overBudget, summarize } from '../bench/bundle/budgets.mjs';
import { readInitialFiles, weigh } from '../bench/bundle/initialFiles.mjs';
import { weighPackages } from '../bench/bundle/packages.mjs';
import { bundleReport } from '../bench/bundle/report.mjs';
import { root } from './paths.mjs';
import { UserError, runMain } from './userError.mjs';

const ROWS = 15;
const BUDGETS = join(root, 'bench', 'budgets.json');

const { values: options } = parseArgs({
  options: {
    /** The folder of another app, to look at. */
    app: { type: 'string', default: join(root, 'packages', 'app', 'dist') },
    /** Where to write the whole list of packages. */
    report: { type: 'string' },
  },
});

/** Fails when the first load of the production build weighs more than bench/budgets.json allows, and says what is in it. */
await runMain(async () => {
  if (!existsSync(join(options.app, 'static'))) {
    throw new UserError(
      `There is no production build in ${options.app}. Run "yarn workspace app build" first.`,
    );
  }
  const files = await readInitialFiles(options.app);
  const of = kind => files.filter(file => file.kind === kind);
  const measured = { js: weigh(of('js')), css: weigh(of('css')) };
  const packages = await weighPackages(options.app, of('js'));

  console.log(`${bundleReport(packages, ROWS)}\n`);
  console.log(summarize(measured).join('\n'));
  if (options.report) {
    await mkdir(dirname(options.report), { recursive: true });
    await writeFile(
      options.report,
      `# First-load JavaScript by package\n\n${bundleReport(packages)}\n`,
    );
  }

  const { js, css } = JSON.parse(await readFile(BUDGETS, 'utf8'));
  const problems = overBudget(measured, { js, css });
  if (problems.length > 0) {
    throw new UserError(
      `${problems.join(
        '\n',
      )}\nLoad it on demand, or raise the limit in bench/budgets.json and say why. docs/performance.md tells how to read the table above.`,
    );
  }
  return 0;
});
