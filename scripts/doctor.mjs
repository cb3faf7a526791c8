import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { UserError } from './lib/command.mjs';
import { createContext, withoutSecrets } from './lib/doctor/context.mjs';
import { places } from './lib/doctor/places.mjs';
import { runChecks } from './lib/doctor/results.mjs';
import { closeStores } from './lib/doctor/stores.mjs';

const USAGE = `node scripts/doctor.mjs                     checks .env, or the environment in a container
  --url https://portal.example.com        also the running portal, as a browser sees it
  --backend http://localhost:7007         also a backend, directly; repeat it to compare several
  --token-from-browser                    also what a user gets: reads the session cookie from the input
  --json                                  prints the results as JSON`;

/** Exit code 0 without problems, 1 with problems, and 2 if the doctor could not run. */
async function main() {
  const options = readOptions();
  const context = createContext({
    ...options,
    session: options['token-from-browser'] ? await readInput() : undefined,
  });
  const start = Date.now();
  const results = await runChecks(places, context).finally(() =>
    closeStores(context),
  );
  const safe = results.map(result => ({
    ...result,
    message: withoutSecrets(context, result.message),
  }));
  const print = options.json ? printJson : printLines;
  console.log(print(safe, Date.now() - start));
  return results.some(({ status }) => status === 'problem') ? 1 : 0;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      backend: { type: 'string', multiple: true, default: [] },
      'token-from-browser': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const addresses = [values.url ?? [], values.backend].flat();
  const wrong = addresses.find(
    address => !/^https?:\/\//.test(address) || !URL.canParse(address),
  );
  if (wrong) {
    throw new UserError(`"${wrong}" must begin with http:// or https://`);
  }
  const backends = values.backend.map(address => new URL(address).origin);
  return { ...values, backends };
}

/** Reads what a user pastes, without showing it, or everything from a pipe. */
async function readInput() {
  if (!process.stdin.isTTY) {
    return text(process.stdin);
  }
  process.stderr.write(
    "Paste the value of the _oauth2_proxy cookie (it isn't shown), then press Enter: ",
  );
  const lines = createInterface({
    input: process.stdin,
    output: new Writable({ write: (_, __, done) => done() }),
    terminal: true,
  });
  const line = await lines.question('');
  lines.close();
  process.stderr.write('\n');
  return line;
}

function printJson(results, milliseconds) {
  return JSON.stringify({ milliseconds, checks: results }, undefined, 2);
}

function printLines(results, milliseconds) {
  const lines = places.flatMap(({ place }) => [
    `\n${place}`,
    ...linesOf(results.filter(result => result.place === place)),
  ]);
  const count = wanted =>
    `${results.filter(({ status }) => status === wanted).length} ${wanted}`;
  const counts = ['ok', 'problem', 'skipped'].map(count).join(', ');
  const seconds = (milliseconds / 1000).toFixed(1);
  return [...lines, `\n${counts}, in ${seconds} s`].join('\n').trimStart();
}

/** One line per check. Checks that were skipped for the same reason share one. */
function linesOf(results) {
  const skipped = results.filter(({ status }) => status === 'skipped');
  const reasons = [...new Set(skipped.map(({ message }) => message))];
  return [
    ...results.filter(({ status }) => status !== 'skipped').map(toLine),
    ...reasons.map(message => {
      const titles = skipped
        .filter(result => result.message === message)
        .map(({ title }) => title);
      return toLine({ status: 'skipped', title: titles.join(', '), message });
    }),
  ];
}

function toLine({ id, title, status, message }) {
  const page = status === 'problem' ? ` → docs/troubleshooting.md#${id}` : '';
  return `  ${status.padEnd(8)} ${title}: ${message}${page}`;
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    console.error(
      error instanceof UserError || error.code?.startsWith('ERR_PARSE_ARGS')
        ? `${error.message}\n\n${USAGE}`
        : error.stack,
    );
    process.exitCode = 2;
  },
);
