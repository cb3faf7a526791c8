import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { compose, environment, folder, inBackend } from './composeProject.mjs';
import { START_IN_BACKGROUND, inProxy } from './oauth2Proxy.mjs';

describe('your own certificate authority', () => {
  const ISSUER = 'https://provider.test:8443';
  const project = environment.COMPOSE_PROJECT_NAME;
  const provider = `${project}-provider`;
  const key = join(folder, 'key.pem');
  const certificate = join(folder, 'ca.pem');
  const trusting = {
    OIDC_ISSUER: ISSUER,
    COMPOSE_FILE: 'docker-compose.yaml:deploy/private-ca/compose.yaml',
    CA_CERTIFICATE: certificate,
  };

  function makeCertificate() {
    spawnSync('openssl', [
      ...['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2'],
      ...['-subj', '/CN=provider.test', '-keyout', key, '-out', certificate],
      ...['-addext', 'subjectAltName=DNS:provider.test'],
    ]);
    chmodSync(folder, 0o755);
    chmodSync(certificate, 0o644);
  }

  function startProvider() {
    const discovery = {
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/login`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/keys`,
    };
    const script = `
      require('https').createServer({ key: process.env.KEY, cert: process.env.CERT }, (request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end('${JSON.stringify(discovery)}');
      }).listen(8443);`;
    const { status, stderr } = spawnSync(
      'docker',
      [
        ...['run', '--detach', '--rm', '--name', provider],
        ...['--network', `${project}_outside`],
        ...['--network-alias', 'provider.test', '--env=KEY', '--env=CERT'],
        ...['--entrypoint=/nodejs/bin/node', process.env.IMAGE ?? 'gatehouse'],
        ...['-e', script],
      ],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          KEY: readFileSync(key, 'utf8'),
          CERT: readFileSync(certificate, 'utf8'),
        },
      },
    );
    assert.equal(status, 0, stderr);
  }

  before(() => {
    makeCertificate();
    compose(['build', 'oauth2-proxy']);
    // This creates the networks.
    inProxy({}, 'true');
    startProvider();
  });

  after(() => spawnSync('docker', ['rm', '--force', provider]));

  it('is trusted by the backend', () => {
    const ask = `fetch('${ISSUER}').then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code))`;
    assert.equal(inBackend(trusting, ask).stdout.trim(), '200');
    assert.notEqual(inBackend({}, ask).stdout.trim(), '200');
  });

  it('is trusted by oauth2-proxy', () => {
    const trusted = inProxy(trusting, START_IN_BACKGROUND);
    assert.match(trusted.output, /OAuthProxy configured/);
    const { output } = inProxy({ OIDC_ISSUER: ISSUER }, START_IN_BACKGROUND);
    assert.match(output, /certificate signed by unknown authority/);
  });
});
