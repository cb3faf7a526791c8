import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../../scripts/lib/command.mjs';
import {
  composeService,
  composeSettings,
} from '../../../scripts/lib/kubernetes.mjs';
import { base, buildOverlay, combinations, configMap } from './overlays.mjs';

const read = path => readFileSync(join(root, path), 'utf8');

const COMPONENTS = [
  'gateway-api',
  // part: nginx
  'nginx-auth-request',
  // end part
];

/** Read by the PostgreSQL client, so none of the files below contains it. */
const READ_BY_LIBRARIES = ['PGSSLMODE'];

describe('settings on Kubernetes', () => {
  it('are the same for oauth2-proxy as in docker-compose.yaml', () => {
    assert.deepEqual(
      configMap(base, 'oauth2-proxy'),
      composeSettings(),
      'Run "yarn kubernetes:settings".',
    );
  });

  it('are the same for the backend as in docker-compose.yaml', () => {
    const { environment } = composeService('backstage');
    const {
      PGSSLMODE,
      APP_CONFIG_backend_trustProxy: proxies,
      ...settings
    } = configMap(base, 'backstage');
    assert.equal(PGSSLMODE, 'verify-full');
    assert.equal(proxies, '2');
    for (const [name, value] of Object.entries(settings)) {
      assert.equal(value, environment[name], name);
    }
  });

  for (const [name, file] of [
    ['oauth2-proxy-alpha', 'deploy/oauth2-proxy/alpha.yaml'],
    ['oauth2-proxy-templates', 'deploy/oauth2-proxy/templates/error.html'],
    ['oauth2-proxy-templates', 'deploy/oauth2-proxy/templates/sign_in.html'],
    // part: nginx
    ['nginx', 'deploy/nginx/nginx.conf'],
    ['nginx', 'deploy/nginx/pages/.rejected.html'],
    ['nginx', 'deploy/nginx/pages/.rejected.json'],
    ['nginx', 'deploy/nginx/pages/.unavailable.html'],
    ['nginx', 'deploy/nginx/pages/.unavailable.json'],
    // end part
  ]) {
    it(`include ${file}`, () => {
      const objects = buildOverlay(COMPONENTS);
      assert.equal(
        configMap(objects, name)[file.split('/').at(-1)],
        read(file),
      );
    });
  }

  // part: nginx
  it('add the same header for nginx as in deploy/nginx/compose.yaml', () => {
    const compose = read('deploy/nginx/compose.yaml');
    const { RESPONSE_HEADERS } = configMap(
      buildOverlay(['ingress', 'nginx-auth-request']),
      'oauth2-proxy',
    );
    assert.match(RESPONSE_HEADERS, /Authorization/);
    assert.ok(compose.includes(JSON.stringify(RESPONSE_HEADERS)));
  });
  // end part

  it('are all used', () => {
    const known = [
      'docker-compose.yaml',
      'app-config.production.yaml',
      'deploy/oauth2-proxy/alpha.yaml',
      'docs/configuration.md',
    ]
      .flatMap(file => read(file).match(/\w{4,}/g))
      .concat(READ_BY_LIBRARIES);
    for (const objects of combinations.map(names => buildOverlay(names))) {
      for (const name of ['shared', 'backstage', 'oauth2-proxy']) {
        const unknown = Object.keys(configMap(objects, name)).filter(
          key => !known.includes(key) && !isOauth2ProxySetting(key),
        );
        assert.deepEqual(unknown, []);
      }
    }
  });
});

/** These need no check: oauth2-proxy refuses to start with an unknown setting. */
function isOauth2ProxySetting(name) {
  return name.startsWith('OAUTH2_PROXY_');
}

describe('images on Kubernetes', () => {
  const objects = buildOverlay(COMPONENTS);
  const images = objects
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ spec }) => spec.template.spec.containers[0].image);

  for (const image of [
    'oauth2-proxy',
    // part: nginx
    'nginx',
    // end part
  ]) {
    it(`have the same version of ${image} as deploy/Dockerfile`, () => {
      const [, used] = read('deploy/Dockerfile').match(
        new RegExp(`^FROM (\\S+) AS ${image}$`, 'm'),
      );
      const withoutShell = used.replace(/^(.*oauth2-proxy:.*)-alpine$/, '$1');
      assert.ok(images.includes(withoutShell), withoutShell);
    });
  }
});
