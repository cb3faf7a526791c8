import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from './lib/command.mjs';
import { ensureToolchain } from './lib/toolchain.mjs';

/** The accepted findings: a JSON list of objects with these fields. The argument replaces the file, for tests. */
const [file = join(root, 'scripts', 'accepted-advisories.json')] =
  process.argv.slice(2);
const FIELDS = ['advisory', 'reason', 'expires'];
const TODAY = new Date().toISOString().slice(0, 10);

const accepted = JSON.parse(readFileSync(file, 'utf8'));
const { findings, refusal, problem } = readAudit(await ensureToolchain());
if (refusal) {
  console.log(`SKIPPED. ${refusal}`);
}

/** Fails if a package has a vulnerability of severity high or critical that nobody has accepted. */
describe('the audit of all packages', () => {
  it('finds only accepted vulnerabilities', { skip: refusal }, () => {
    assert.ok(!problem, problem);
    const ids = accepted.map(({ advisory }) => advisory);
    assertNone(
      findings
        .filter(({ advisory }) => !ids.includes(advisory))
        .map(({ text }) => text),
      'Upgrade or replace the package, or accept the advisory as CONTRIBUTING.md describes.',
    );
  });

  it('finds every accepted vulnerability', { skip: refusal }, () => {
    assert.ok(!problem, problem);
    const found = findings.map(({ advisory }) => advisory);
    assertNone(
      accepted
        .map(({ advisory }) => advisory)
        .filter(advisory => !found.includes(advisory))
        .map(advisory => `${advisory} is accepted, but affects no package.`),
      `Remove it from ${file}.`,
    );
  });
});

describe('accepted vulnerabilities', () => {
  it('have an advisory, a reason and an expiry date', () => {
    assertNone(
      accepted.filter(isIncomplete).map(entry => JSON.stringify(entry)),
      `Each entry in ${file} needs ${FIELDS.join(
        ', ',
      )}. The date has the form 2027-01-31.`,
    );
  });

  it('have not expired', () => {
    assertNone(
      accepted
        .filter(({ expires }) => expires < TODAY)
        .map(({ advisory, expires }) => `${advisory} expired on ${expires}.`),
      `Look for a fixed version, or justify a later date in ${file}.`,
    );
  });
});

function isIncomplete(entry) {
  return (
    FIELDS.some(field => !entry[field]) ||
    !/^\d{4}-\d\d-\d\d$/.test(entry.expires)
  );
}

function assertNone(problems, whatToDo) {
  assert.ok(problems.length === 0, [...problems, whatToDo].join('\n'));
}

/**
 * Lets Yarn ask the registry for vulnerabilities of severity high or critical, in the dependencies of all workspaces.
 *
 * @returns {{ findings?: { advisory: string, text: string }[], refusal?: string, problem?: string }} the findings, why the registry
 * doesn't provide them, or what else failed
 */
function readAudit({ yarn: [command, ...args], env }) {
  const { status, error, stdout, stderr } = spawnSync(
    command,
    [
      ...[...args, 'npm', 'audit', '--all', '--recursive', '--json'],
      ...['--severity', 'high', '--no-deprecations'],
    ],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: Infinity,
      env: { ...env, YARN_ENABLE_COLORS: 'false' },
    },
  );
  const [, refused] = stdout?.match(/Response Code: (4\d\d.*)/) ?? [];
  if (refused) {
    return {
      refusal: `THE REGISTRY DOESN'T OFFER AUDITS: it responded with ${refused}. Set YARN_NPM_AUDIT_REGISTRY to one that does.`,
    };
  }
  try {
    return { findings: status === 0 ? [] : findingsIn(stdout) };
  } catch {
    return {
      problem: `"yarn npm audit" failed. Check your network and run this again. Yarn says:\n${
        error?.message ?? stdout + stderr
      }`,
    };
  }
}

/** Reads one line of JSON for each finding. */
function findingsIn(output) {
  return output
    .trim()
    .split('\n')
    .map(line => toFinding(JSON.parse(line)));
}

/** The ID in the advisory's address is stable; the registry's own number is not. */
function toFinding({ value, children }) {
  const { URL: address, Severity, Issue } = children;
  const advisory = address.split('/').at(-1);
  const versions = children['Tree Versions'].join(', ');
  return {
    advisory,
    text: `${advisory} (${Severity}) in ${value} ${versions}: ${Issue} ${address}`,
  };
}
