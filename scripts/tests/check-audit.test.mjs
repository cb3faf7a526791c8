import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { root } from '../lib/command.mjs';

const ADVISORY = 'GHSA-aaaa-bbbb-cccc';
const ACCEPTED = {
  advisory: ADVISORY,
  reason: 'The portal never calls the function.',
  expires: '9999-12-31',
};

/** What the registry knows about a package that the portal uses. */
function advisory(severity) {
  return {
    react: [
      {
        id: 1,
        url: `https://github.com/advisories/${ADVISORY}`,
        title: 'Runs code',
        severity,
        vulnerable_versions: '*',
      },
    ],
  };
}

describe('yarn check:audit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  let answer;
  let requests;
  const server = createServer(async (req, res) => {
    requests.push({ path: req.url, packages: await json(req) });
    res.writeHead(answer.status).end(JSON.stringify(answer.body));
  });

  before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const audit = async ({ body = {}, status = 200, accepted = [] }) => {
    answer = { status, body };
    requests = [];
    const file = join(folder, 'accepted.json');
    writeFileSync(file, JSON.stringify(accepted));
    // This runner's settings would change the script's output.
    const { NODE_TEST_CONTEXT, NODE_OPTIONS, ...env } = process.env;
    const child = spawn(process.execPath, ['scripts/check-audit.mjs', file], {
      cwd: root,
      env: {
        ...env,
        YARN_NPM_AUDIT_REGISTRY: `http://127.0.0.1:${server.address().port}`,
        YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
      },
    });
    const [output, [code]] = await Promise.all([
      text(child.stdout),
      once(child, 'exit'),
    ]);
    const counts = ['pass', 'fail', 'skipped'].map(name =>
      Number(output.match(new RegExp(`^\\S+ ${name} (\\d+)$`, 'm'))[1]),
    );
    return { output, code, counts };
  };

  it('passes without findings, and asks for the packages of all workspaces', async () => {
    const { code, counts } = await audit({});
    assert.deepEqual([code, counts], [0, [4, 0, 0]]);
    const [{ path, packages }] = requests;
    assert.equal(path, '/-/npm/v1/security/advisories/bulk');
    // These are dependencies of the app, of the backend, and only of other packages.
    for (const name of ['react', 'jose', 'loose-envify']) {
      assert.ok(name in packages, name);
    }
  });

  for (const severity of ['high', 'critical']) {
    it(`fails with a finding of severity ${severity}`, async () => {
      const { output, code } = await audit({ body: advisory(severity) });
      assert.equal(code, 1);
      assert.match(
        output,
        new RegExp(`${ADVISORY} \\(${severity}\\) in react \\d.*: Runs code`),
      );
      assert.match(output, /as CONTRIBUTING\.md describes/);
    });
  }

  it('passes with a finding of severity moderate', async () => {
    const { code } = await audit({ body: advisory('moderate') });
    assert.equal(code, 0);
  });

  it('passes with an accepted finding', async () => {
    const { code, counts } = await audit({
      body: advisory('high'),
      accepted: [ACCEPTED],
    });
    assert.deepEqual([code, counts], [0, [4, 0, 0]]);
  });

  it('fails if an acceptance has expired', async () => {
    const { output, code } = await audit({
      body: advisory('high'),
      accepted: [{ ...ACCEPTED, expires: '2020-01-31' }],
    });
    assert.equal(code, 1);
    assert.match(output, /GHSA-aaaa-bbbb-cccc expired on 2020-01-31/);
  });

  it('fails if an acceptance is not used', async () => {
    const { output, code } = await audit({ accepted: [ACCEPTED] });
    assert.equal(code, 1);
    assert.match(output, /GHSA-aaaa-bbbb-cccc is accepted, but affects no/);
  });

  for (const [what, change] of [
    ['a reason', { reason: '' }],
    ['an expiry date', { expires: undefined }],
    ['a date that can be compared', { expires: '31.1.2027' }],
  ]) {
    it(`fails if an acceptance lacks ${what}`, async () => {
      const { output, code } = await audit({
        body: advisory('high'),
        accepted: [{ ...ACCEPTED, ...change }],
      });
      assert.equal(code, 1);
      assert.match(output, /Each entry in .+ needs advisory, reason, expires/);
    });
  }

  it('is skipped, and says so, if the registry refuses audits', async () => {
    const { output, code, counts } = await audit({ status: 405 });
    assert.match(output, /^SKIPPED\. THE REGISTRY.*405/m);
    assert.deepEqual([code, counts], [0, [2, 0, 2]]);
  });

  it('fails if the registry fails', async () => {
    const { output, code } = await audit({ status: 500 });
    assert.equal(code, 1);
    assert.match(output, /"yarn npm audit" failed.*/);
    assert.match(output, /Response Code: 500/);
  });
});
