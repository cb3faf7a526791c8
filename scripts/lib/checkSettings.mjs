import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './command.mjs';
import { contradictions } from './contradictions.mjs';
import { readEnvFile } from './envFile.mjs';
import { composeVariables, settings } from './settings.mjs';

const byName = new Map(settings.map(setting => [setting.name, setting]));
const FILES = ['CA_CERTIFICATE', 'TLS_CERTIFICATE', 'TLS_KEY'];

/**
 * Finds what is wrong with the text of an .env file.
 *
 * @param {string} text
 * @returns {string[]} one sentence per problem, in the order of the lines; never a secret
 */
export function checkSettings(text) {
  const lines = readEnvFile(text);
  const values = Object.fromEntries(
    lines.filter(({ value }) => value).map(({ name, value }) => [name, value]),
  );
  const lineOf = new Map(lines.map(({ name, line }) => [name, line]));
  const problems = [
    ...lines.flatMap(line => problemsOfLine(line, lineOf)),
    ...missing(values),
    ...withoutEffect(values),
    ...missingFiles(values),
    ...contradictions(values),
  ].map(problem => ({ line: lineOf.get(problem.name), ...problem }));
  return problems
    .sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity))
    .map(({ line, name, message }) =>
      [line && `line ${line}:`, printable(name), message]
        .filter(Boolean)
        .join(' '),
    );
}

/** The second line of a broken secret can look like a name. */
function printable(name) {
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? name : 'this';
}

/** Whether COMPOSE_FILE names a Compose file in deploy/. */
function hasOverlay(values, overlay) {
  return (values.COMPOSE_FILE ?? '').includes(`deploy/${overlay}/`);
}

function problemsOfLine({ line, name, value, hasComment, problem }, lineOf) {
  const setting = byName.get(name);
  const of = message => [{ line, name, message }];
  if (problem) {
    return of(problem);
  }
  if (!setting && !composeVariables.includes(name)) {
    return of(`is not a known setting.${suggestion(name)}`);
  }
  if (lineOf.get(name) !== line) {
    return of(`is set again in line ${lineOf.get(name)}`);
  }
  if (setting?.secret && hasComment) {
    return of(
      'contains " #", and Docker Compose ignores the rest of the line. Put the value in single quotes',
    );
  }
  const expected = value && setting?.format?.(value);
  return expected
    ? of(`must be ${expected}${setting.secret ? '' : `, not "${value}"`}`)
    : [];
}

function missing(values) {
  return settings
    .filter(({ name, required, secret, overlay }) => {
      const isNeeded = overlay
        ? hasOverlay(values, overlay)
        : required && !(secret && hasOverlay(values, 'secrets'));
      return isNeeded && !values[name];
    })
    .map(({ name }) => ({ name, message: 'is not set' }));
}

function withoutEffect(values) {
  return settings
    .filter(
      ({ name, overlay }) =>
        overlay && values[name] && !hasOverlay(values, overlay),
    )
    .map(({ name, overlay }) => ({
      name,
      message: `has no effect without deploy/${overlay}/compose.yaml in COMPOSE_FILE`,
    }));
}

/** Docker would create a folder in place of a file that is missing. */
function missingFiles(values) {
  const files = FILES.map(name => ({ name, file: values[name] }));
  if (values.SECRETS_FOLDER && hasOverlay(values, 'secrets')) {
    const secrets = settings.filter(
      ({ required, secret }) => required && secret,
    );
    files.push(
      ...secrets.map(({ name }) => ({
        name: 'SECRETS_FOLDER',
        file: join(values.SECRETS_FOLDER, name),
      })),
    );
  }
  return files
    .filter(({ file }) => file && !isReadable(resolve(root, file)))
    .map(({ name, file }) => ({
      name,
      message: existsSync(resolve(root, file))
        ? `names a file that cannot be read: ${file}`
        : `names a file that does not exist: ${file}`,
    }));
}

function isReadable(file) {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function suggestion(name) {
  const [best] = [...byName.keys()]
    .map(known => ({ known, likeness: likeness(name, known) }))
    .sort((a, b) => b.likeness - a.likeness);
  return best.likeness > 0.75 ? ` Did you mean ${best.known}?` : '';
}

/** The share of pairs of letters that two names have in common, from 0 to 1. */
function likeness(a, b) {
  const [pairsOfA, pairsOfB] = [a, b].map(
    text => new Set([...text].map((_, index) => text.slice(index, index + 2))),
  );
  const common = [...pairsOfA].filter(pair => pairsOfB.has(pair)).length;
  return (2 * common) / (pairsOfA.size + pairsOfB.size);
}
