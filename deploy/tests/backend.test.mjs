import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { nastyValues } from '../../scripts/lib/nastyValues.mjs';
import { inBackend } from './composeProject.mjs';

/** When the process exits, prints which packages were loaded. */
const SHOW_PACKAGES = `
  process.on('exit', () => {
    const packages = Object.keys(require.cache).map(
      path => path.match(/.*node_modules\\/((@[^/]+\\/)?[^/]+)/)?.[1],
    );
    console.log('Loaded: ' + [...new Set(packages)].join(' '));
  });`;

describe('the backend', () => {
  it('gets every value unchanged', () => {
    for (const value of nastyValues) {
      const { stdout, output } = inBackend(
        {
          OIDC_CLIENT_ID: value,
          CACHE_PASSWORD: value,
          BACKSTAGE_DATABASE_PASSWORD: value,
        },
        `const { OIDC_CLIENT_ID, CACHE_PASSWORD, POSTGRES_PASSWORD } = process.env;
         console.log(JSON.stringify([OIDC_CLIENT_ID, CACHE_PASSWORD, POSTGRES_PASSWORD]));`,
      );
      assert.equal(
        stdout.trim(),
        JSON.stringify([value, value, value]),
        output,
      );
    }
  });

  it('reaches the provider through HTTPS_PROXY, and other containers without it', () => {
    const { stdout, output } = inBackend(
      {
        HTTPS_PROXY: 'http://127.0.0.1:9000',
        NO_PROXY: 'example.org',
      },
      `require('http').createServer().on('connect', (request, socket) => {
         console.log(request.url);
         socket.end('HTTP/1.1 502 Bad Gateway\\r\\n\\r\\n');
       }).listen(9000, async () => {
         for (const host of ['id.example.com', 'valkey', 'example.org']) {
           await fetch('https://' + host, { signal: AbortSignal.timeout(5000) }).catch(() => {});
         }
         process.exit();
       });`,
    );
    assert.equal(stdout.trim(), 'id.example.com:443', output);
  });

  describe('started as in the image', () => {
    const secret = 'a-configured-secret';
    let output;

    before(() => {
      const { IMAGE = 'gatehouse' } = process.env;
      const command = execFileSync(
        'docker',
        ['image', 'inspect', '--format={{json .Config.Cmd}}', IMAGE],
        { encoding: 'utf8' },
      );
      ({ output } = inBackend(
        {},
        `require('fs').writeFileSync('/tmp/showPackages.cjs', ${JSON.stringify(
          SHOW_PACKAGES,
        )});
         const { CACHE_HOST, CACHE_USERNAME, CACHE_PASSWORD, ...env } = process.env;
         const backend = require('child_process').spawn(
           process.execPath,
           ['--require=/tmp/showPackages.cjs', ...${command}],
           { stdio: 'inherit', env: { ...env, ...${JSON.stringify({
             APP_CONFIG_backend_database_client: 'better-sqlite3',
             APP_CONFIG_backend_database_connection: ':memory:',
             // Otherwise, each connection would have its own database.
             APP_CONFIG_backend_database_knexConfig_pool_max: '1',
             APP_CONFIG_backend_database_pluginDivisionMode: 'database',
             APP_CONFIG_backend_auth_externalAccess: JSON.stringify([
               { type: 'static', options: { token: secret, subject: 'test' } },
             ]),
           })} } },
         );
         backend.on('exit', () => process.exit());
         const ask = path => fetch('http://127.0.0.1:7007' + path).then(({ ok }) => ok, () => false);
         (async () => {
           while (!(await ask('/.backstage/health/v1/readiness'))) {
             await new Promise(resolve => setTimeout(resolve, 200));
           }
           await ask('/${secret}');
           backend.kill();
         })();`,
      ));
    });

    it('keeps configured secrets out of its log', () => {
      // The log contains the path of every request.
      assert.ok(output.includes('GET /*** '), output);
      assert.ok(!output.includes(secret), output);
    });

    it('loads no clients that are not configured', () => {
      const [, packages] = output.match(/Loaded: (.*)/);
      const loaded = packages.split(' ');
      assert.ok(loaded.includes('@backstage/integration'), output);
      for (const name of ['@aws-sdk/client-s3', 'dockerode', 'octokit']) {
        assert.ok(!loaded.includes(name), `${name} is loaded`);
      }
    });
  });
});
