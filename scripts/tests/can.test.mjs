import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { root } from '../lib/command.mjs';

const PERMISSIONS = [
  {
    type: 'resource',
    name: 'catalog.entity.delete',
    attributes: { action: 'delete' },
    resourceType: 'catalog-entity',
  },
  {
    type: 'basic',
    name: 'catalog.location.delete',
    attributes: { action: 'delete' },
  },
  { type: 'basic', name: 'catalog.new', attributes: {} },
];

/** Answers as the portal does for grace, who owns one component. */
const ANSWERS = {
  '/_oauth2/start?persona=grace': res =>
    res.writeHead(302, { 'set-cookie': 'session=1; Path=/' }).end(),
  '/_oauth2/start?persona=nobody': res =>
    res.writeHead(400).end('No such persona'),
  '/api/auth/oauth2proxy/refresh': (res, req) => {
    assert.equal(req.headers.cookie, 'session=1');
    const userEntityRef = 'user:default/grace';
    const ownershipEntityRefs = [userEntityRef, 'group:default/payments'];
    const identity = { userEntityRef, ownershipEntityRefs };
    sendJson(res, { backstageIdentity: { token: 'graces', identity } });
  },
  '/api/catalog/.well-known/backstage/permissions/metadata': res =>
    sendJson(res, { permissions: PERMISSIONS }),
  '/api/permission/authorize': async (res, req) => {
    assert.equal(req.headers.authorization, 'Bearer graces');
    const [{ id, resourceRef }] = JSON.parse(await text(req)).items;
    const allowed =
      resourceRef === 'component:default/checkout' || !resourceRef;
    sendJson(res, { items: [{ id, result: allowed ? 'ALLOW' : 'DENY' }] });
  },
};

const sendJson = (res, body) => res.end(JSON.stringify(body));

describe('yarn can', () => {
  const server = createServer((req, res) => ANSWERS[req.url](res, req));

  before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  after(() => server.close());

  const run = async (portal, ...args) => {
    const child = spawn(process.execPath, ['scripts/can.mjs', ...args], {
      cwd: root,
      env: { ...process.env, APP_CONFIG_app_baseUrl: JSON.stringify(portal) },
    });
    const [output, problem, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { output, problem, code };
  };

  const can = (...args) =>
    run(`http://127.0.0.1:${server.address().port}`, ...args);

  it('answers yes, and shows the rule', async () => {
    const { output, code } = await can(
      'grace',
      'catalog.entity.delete',
      'component:default/checkout',
    );
    assert.equal(
      output,
      'yes: user:default/grace has catalog.entity.delete for component:default/checkout\n' +
        'Reason: rule catalog.entity.delete: owners\n',
    );
    assert.equal(code, 0);
  });

  it('answers no, and exits with 1', async () => {
    const { output, code } = await can(
      'grace',
      'catalog.entity.delete',
      'component:default/gatehouse',
    );
    assert.match(output, /^no: user:default\/grace does not have catalog/);
    assert.equal(code, 1);
  });

  it('says that locations also need the permission for their entities', async () => {
    const { output } = await can('grace', 'catalog.location.delete');
    assert.match(output, /Also needs catalog\.entity\.delete/);
  });

  it('asks for the resource if a permission needs one', async () => {
    const { problem, code } = await can('grace', 'catalog.entity.delete');
    assert.match(problem, /needs a resource/);
    assert.equal(code, 1);
  });

  it("lists the plugin's permissions if none has that name", async () => {
    const { problem } = await can('grace', 'catalog.entity.remove');
    assert.match(
      problem,
      /no permission catalog\.entity\.remove\. It has: .*delete/,
    );
  });

  it('reports that there is no such user', async () => {
    const { problem } = await can('nobody', 'catalog.new');
    assert.match(problem, /No such persona/);
  });

  it('says how to start a portal that does not respond', async () => {
    const { problem } = await run('http://127.0.0.1:1', 'grace', 'catalog.new');
    assert.match(problem, /yarn dev/);
  });
});
