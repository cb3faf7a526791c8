import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './command.mjs';
import { contradictions } from './contradictions.mjs';
import { readEnvFile } from './envFile.mjs';
import { backendVariables, composeVariables, settings } from './settings.mjs';

const byName = new Map(settings.map(setting => [setting.name, setting]));
const FILES = ['CA_CERTIFICATE', 'TLS_CERTIFICATE', 'TLS_KEY'];

/** Why oauth2-proxy's option skip_jwt_bearer_tokens must be off. */
export const BEARER_TOKENS =
  'lets every client with a token from the provider bypass the session. Remove it. docs/command-line.md explains how API clients sign in';

/**
 * Finds what is wrong with an .env file's text.
 *
 * @param {string} text
 * @returns {string[]} one sentence per problem, in the order of the lines, without any secrets
 */
export function checkSettings(text) {
  return findProblems(text).map(describe);
}

/**
 * @typedef {object} Problem
 * @property {string} check - the title of the doctor's check
 * @property {number} [line]
 * @property {string} name
 * @property {string} message
 */

/**
 * Finds what is wrong with an .env file's text.
 *
 * @param {string} text
 * @returns {Problem[]}
 */
export function findProblems(text) {
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
    ...contradictions(values).map(found => ({
      check: 'Combined settings',
      ...found,
    })),
  ].map(problem => ({ line: lineOf.get(problem.name), ...problem }));
  return problems.sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
}

/**
 * Finds what is wrong with a backend container's variables.
 *
 * @param {Record<string, string>} values - without blank ones
 * @returns {Problem[]}
 */
export function findEnvironmentProblems(values) {
  const foreign = settings.filter(
    ({ name }) => values[name] && !backendVariables.includes(name),
  );
  const misspelled = Object.keys(values)
    .filter(name => !byName.has(name) && !backendVariables.includes(name))
    // OpenTelemetry has many more, some with similar names.
    .filter(name => !name.startsWith('OTEL_'))
    .map(name => ({ name, known: mostLike(name, backendVariables) }))
    .filter(({ known }) => known);
  const required = settings.filter(
    setting =>
      setting.required &&
      !setting.secret &&
      backendVariables.includes(setting.name),
  );
  const bearer = Object.entries(values)
    .map(([name, value]) => ({ name, value }))
    .filter(turnsOnBearerTokens);
  return [
    ...bearer.map(({ name }) => ({
      check: 'Bearer tokens',
      name,
      message: BEARER_TOKENS,
    })),
    ...foreign.map(({ name }) => ({
      check: 'Setting names',
      name,
      message:
        'has no effect, because the backend does not read it. docs/configuration.md says which container does, and under which name',
    })),
    ...misspelled.map(({ name, known }) => ({
      check: 'Setting names',
      name,
      message: `is not a known setting. Did you mean ${known}?`,
    })),
    ...required
      .filter(({ name }) => !values[name])
      .map(({ name }) => notSet(name)),
    ...Object.entries(values).flatMap(([name, value]) =>
      problemsOfValue({ name, value }),
    ),
    ...unreadable(
      backendVariables
        .filter(name => name.endsWith('_FILE'))
        .map(name => ({ name, file: values[name] })),
    ),
  ];
}

/** @param {Problem} problem */
export function describe({ line, name, message }) {
  return [line && `line ${line}:`, printable(name), message]
    .filter(Boolean)
    .join(' ');
}

/** The second line of a broken secret can look like a name. */
function printable(name) {
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? name : 'this';
}

/** Whether COMPOSE_FILE contains a Compose file in deploy/. */
function hasOverlay(values, overlay) {
  return (values.COMPOSE_FILE ?? '').includes(`deploy/${overlay}/`);
}

function problemsOfLine({ line, name, value, hasComment, problem }, lineOf) {
  const setting = byName.get(name);
  const of = (check, message) => [{ check, line, name, message }];
  if (problem) {
    return of('Lines in .env', problem);
  }
  if (turnsOnBearerTokens({ name, value })) {
    return of('Bearer tokens', BEARER_TOKENS);
  }
  if (!setting && !composeVariables.includes(name)) {
    const known = mostLike(name, [...byName.keys()]);
    const suggestion = known ? ` Did you mean ${known}?` : '';
    return of('Setting names', `is not a known setting.${suggestion}`);
  }
  if (lineOf.get(name) !== line) {
    return of('Lines in .env', `is set again on line ${lineOf.get(name)}`);
  }
  if (setting?.secret && hasComment) {
    return of(
      'Lines in .env',
      'contains " #", so Docker Compose ignores the rest of the line. Put the value in single quotes',
    );
  }
  return problemsOfValue({ line, name, value });
}

/** Whether oauth2-proxy would accept the provider's tokens instead of a session. The values are those of Go. */
function turnsOnBearerTokens({ name, value }) {
  return (
    /^(OAUTH2_PROXY_)?SKIP_JWT_BEARER_TOKENS$/.test(name) &&
    !/^(0|f|false)?$/i.test(value)
  );
}

function problemsOfValue({ line, name, value }) {
  const setting = byName.get(name);
  const expected = value && setting?.format?.(value);
  const found = setting?.secret ? '' : `, not "${value}"`;
  const message = `must be ${expected}${found}`;
  return expected ? [{ check: 'Setting values', line, name, message }] : [];
}

function missing(values) {
  return settings
    .filter(({ name, required, secret, overlay }) => {
      const isNeeded = overlay
        ? hasOverlay(values, overlay)
        : required && !(secret && hasOverlay(values, 'secrets'));
      return isNeeded && !values[name];
    })
    .map(({ name }) => notSet(name));
}

function notSet(name) {
  return { check: 'Required settings', name, message: 'is not set' };
}

function withoutEffect(values) {
  return settings
    .filter(
      ({ name, overlay }) =>
        overlay && values[name] && !hasOverlay(values, overlay),
    )
    .map(({ name, overlay }) => ({
      check: 'Combined settings',
      name,
      message: `has no effect without deploy/${overlay}/compose.yaml in COMPOSE_FILE`,
    }));
}

/** Docker would create a folder in place of a missing file. */
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
  return unreadable(files);
}

function unreadable(files) {
  return files
    .filter(({ file }) => file && !isReadable(resolve(root, file)))
    .map(({ name, file }) => ({
      check: 'Files in settings',
      name,
      message: existsSync(resolve(root, file))
        ? `points to a file that cannot be read: ${file}`
        : `points to a file that does not exist: ${file}`,
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

/** Returns the name that a misspelled one most likely stands for. */
function mostLike(name, names) {
  const [best] = names
    .map(known => ({ known, likeness: likeness(name, known) }))
    .sort((a, b) => b.likeness - a.likeness);
  return best.likeness > 0.75 ? best.known : undefined;
}

/** Returns the share of letter pairs that two names have in common, from 0 to 1. */
function likeness(a, b) {
  const [pairsOfA, pairsOfB] = [a, b].map(
    text => new Set([...text].map((_, index) => text.slice(index, index + 2))),
  );
  const common = [...pairsOfA].filter(pair => pairsOfB.has(pair)).length;
  return (2 * common) / (pairsOfA.size + pairsOfB.size);
}
