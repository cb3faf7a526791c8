import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { quoteEnvValue } from '../scripts/lib/envFile.mjs';
import { nastyValues } from '../scripts/lib/nastyValues.mjs';
import { settings } from '../scripts/lib/settings.mjs';
import { root } from '../scripts/paths.mjs';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const VALUES = {
  PUBLIC_URL: 'https://portal.example.com',
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'portal',
  OIDC_CLIENT_SECRET: 'client-secret',
  COOKIE_SECRET: '0123456789abcdef',
  SESSIONS_PASSWORD: 'sessions',
  CACHE_PASSWORD: 'cache',
  POSTGRES_PASSWORD: 'postgres',
  BACKSTAGE_DATABASE_PASSWORD: 'backstage',
};
/** For what takes seconds to start. */
const PASSWORDS = ['p@ss:w/rd#%?&', `'it"s\\`, 'dollar$HOME ${PATH}'];

/** A provider inside oauth2-proxy's container, so that no other one is needed. */
const PROVIDER = {
  OIDC_SKIP_DISCOVERY: 'true',
  OIDC_LOGIN_URL: 'http://127.0.0.1:9000/login',
  OIDC_TOKEN_URL: 'http://127.0.0.1:9000/token',
  OIDC_JWKS_URL: 'http://127.0.0.1:9000/keys',
};
/** Prints the requests that it gets on port 9000. */
const PRINT_REQUESTS = `
  nc -ll -p 9000 -e sh -c 'while read -r line && [ "\${#line}" -gt 1 ]; do echo "$line" >&2; done; printf "HTTP/1.0 400 Bad Request\\r\\n\\r\\n"' &`;
const START =
  'sh /etc/oauth2-proxy/start.sh --alpha-config=/etc/oauth2-proxy/alpha.yaml';
/** Starts it in the background and returns when it is ready or has failed. */
const START_IN_BACKGROUND = `${START} & proxy=$!
  until wget -q -O /dev/null http://127.0.0.1:4180/ping 2>/dev/null || ! kill -0 $proxy 2>/dev/null; do sleep 0.1; done`;
/** Prints the address of the provider's sign-in page, then comes back from it with a code. */
const SIGN_IN = `${PRINT_REQUESTS}
  ${START_IN_BACKGROUND}
  response=$(printf 'GET /_oauth2/start HTTP/1.0\\r\\n\\r\\n' | nc 127.0.0.1 4180)
  echo "$response" | grep -E '^(Location|Set-Cookie):'
  state=$(echo "$response" | sed -n 's/^Location:.*[?&]state=\\([^&]*\\).*/\\1/p' | tr -d '\\r')
  cookie=$(echo "$response" | sed -n 's/^Set-Cookie: \\([^;]*\\).*/\\1/p')
  wget -q -O /dev/null --header "Cookie: $cookie" "http://127.0.0.1:4180/_oauth2/callback?code=code&state=$state"`;

const environment = {
  ...process.env,
  COMPOSE_PROJECT_NAME: 'gatehouse-settings',
  COMPOSE_ENV_FILES: join(folder, '.env'),
};

/** Runs Docker Compose with these settings in a project of its own. */
function compose(values, args, { input, cwd = root } = {}) {
  const lines = Object.entries(values).map(
    ([name, value]) => `${name}=${quoteEnvValue(value)}`,
  );
  writeFileSync(environment.COMPOSE_ENV_FILES, lines.join('\n'));
  const { status, stdout, stderr } = spawnSync('docker', ['compose', ...args], {
    cwd,
    encoding: 'utf8',
    input,
    env: environment,
  });
  return { status, stdout, output: stdout + stderr };
}

/** Runs a script in a new container of oauth2-proxy. */
function inProxy(values, script) {
  const options = [
    '--rm',
    '--no-deps',
    '-T',
    '--env=OAUTH2_PROXY_SESSION_STORE_TYPE=cookie',
  ];
  return compose(
    values,
    ['run', ...options, '--entrypoint=sh', 'oauth2-proxy', '-s'],
    { input: script },
  );
}

/** Runs a script in Node in a new container of the backend. */
function inBackend(values, script) {
  const options = ['--rm', '--no-deps', '-T', '--entrypoint=/nodejs/bin/node'];
  return compose(values, ['run', ...options, 'backstage', '-e', script]);
}

/** The client id and the secret that oauth2-proxy sends to the provider. */
function credentialsIn(output) {
  const [, encoded = ''] = output.match(/^Authorization: Basic (\S+)/m) ?? [];
  return Buffer.from(encoded, 'base64')
    .toString()
    .split(':')
    .map(part => decodeURIComponent(part.replaceAll('+', ' ')));
}

before(() => {
  const { status, output } = compose(VALUES, [
    'build',
    'oauth2-proxy',
    'postgres',
    'valkey',
  ]);
  assert.equal(status, 0, output);
});

after(() => {
  compose(VALUES, ['down', '--volumes', '--timeout=3']);
  rmSync(folder, { recursive: true });
});

describe('oauth2-proxy', () => {
  for (const value of nastyValues) {
    it(`sends the client id and secret ${value} unchanged`, () => {
      const { output } = inProxy(
        {
          ...VALUES,
          ...PROVIDER,
          OIDC_CLIENT_ID: value,
          OIDC_CLIENT_SECRET: value,
        },
        SIGN_IN,
      );
      assert.deepEqual(credentialsIn(output), [value, value], output);
    });
  }

  it('starts with every optional setting left blank', () => {
    const blank = settings
      .filter(({ required }) => !required)
      .map(({ name }) => [name, '']);
    const values = { ...Object.fromEntries(blank), ...VALUES, ...PROVIDER };
    const { stdout } = inProxy(values, SIGN_IN);
    assert.match(stdout, /scope=openid\+profile\+email&/);
    assert.match(stdout, /^Set-Cookie: __Host-oauth2_proxy/m);
  });

  it('starts with groups of any characters', () => {
    const { stdout, output } = inProxy(
      {
        ...VALUES,
        ...PROVIDER,
        OAUTH2_PROXY_ALLOWED_GROUPS: `it's, "a": #b, 1e5, {x}`,
      },
      SIGN_IN,
    );
    assert.match(stdout, /^Location:/m, output);
  });

  it('drops the slash at the end of PUBLIC_URL', () => {
    const { stdout } = inProxy(
      { ...VALUES, ...PROVIDER, PUBLIC_URL: 'https://portal.example.com/' },
      SIGN_IN,
    );
    assert.match(
      stdout,
      /redirect_uri=https%3A%2F%2Fportal\.example\.com%2F_oauth2%2Fcallback&/,
    );
  });

  const wrongUrls = [
    'https://example.com/portal',
    'https://example.com?a=b',
    'https://user@example.com',
    'https://example.com:port',
    'http://portal.lan',
    'http://localhost.example.com',
    'portal.example.com',
  ];
  it('refuses a PUBLIC_URL that cannot work, in a sentence', () => {
    for (const url of wrongUrls) {
      const { status, output } = inProxy({ ...VALUES, PUBLIC_URL: url }, START);
      assert.equal(status, 1, url);
      assert.ok(output.includes(`PUBLIC_URL is "${url}"`), output);
    }
  });

  it('accepts lists with spaces', () => {
    const { stdout } = inProxy(
      {
        ...VALUES,
        ...PROVIDER,
        ALLOWED_EMAIL_DOMAINS: 'example.com, example.org',
        OAUTH2_PROXY_WHITELIST_DOMAINS: 'id.example.com, example.org:8443',
      },
      `${SIGN_IN}\ntr '\\0' '\\n' </proc/$proxy/environ`,
    );
    assert.match(
      stdout,
      /^OAUTH2_PROXY_EMAIL_DOMAINS=example\.com,example\.org$/m,
    );
    assert.match(
      stdout,
      /^OAUTH2_PROXY_WHITELIST_DOMAINS=id\.example\.com,example\.org:8443$/m,
    );
  });

  it('refuses e-mail addresses in place of domains', () => {
    const { status, output } = inProxy(
      { ...VALUES, ALLOWED_EMAIL_DOMAINS: '@example.com' },
      START,
    );
    assert.equal(status, 1);
    assert.match(output, /ALLOWED_EMAIL_DOMAINS is "@example\.com"/);
  });

  it('names a secret that is missing', () => {
    for (const name of [
      'OIDC_CLIENT_SECRET',
      'COOKIE_SECRET',
      'SESSIONS_PASSWORD',
    ]) {
      const { status, output } = inProxy({ ...VALUES, [name]: '' }, START);
      assert.equal(status, 1);
      assert.match(output, new RegExp(`${name} is not set`));
    }
  });

  it('reads secrets from files', () => {
    const secrets = settings.filter(
      ({ required, secret }) => required && secret,
    );
    const names = secrets.map(({ name }) => name);
    names.forEach(name =>
      writeFileSync(join(folder, name), `${VALUES[name]}\n`, { mode: 0o644 }),
    );
    chmodSync(folder, 0o755);
    const blank = Object.fromEntries(names.map(name => [name, '']));
    const { output } = inProxy(
      {
        ...VALUES,
        ...PROVIDER,
        ...blank,
        COMPOSE_FILE: 'docker-compose.yaml:deploy/secrets/compose.yaml',
        SECRETS_FOLDER: folder,
      },
      SIGN_IN,
    );
    assert.deepEqual(
      credentialsIn(output),
      ['portal', 'client-secret'],
      output,
    );
  });

  it('reaches the provider through HTTP_PROXY', () => {
    const { output } = inProxy(
      {
        ...VALUES,
        OIDC_ISSUER: 'http://id.example.com',
        HTTP_PROXY: 'http://127.0.0.1:9000',
      },
      `${PRINT_REQUESTS}\n${START}`,
    );
    assert.match(
      output,
      /^GET http:\/\/id\.example\.com\/\.well-known\/openid-configuration /m,
    );
  });
});

describe('the backend', () => {
  it('gets every value unchanged', () => {
    for (const value of nastyValues) {
      const { stdout, output } = inBackend(
        {
          ...VALUES,
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
        ...VALUES,
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
});

describe('postgres', () => {
  const up = values =>
    compose(values, ['up', '--wait', '--no-deps', 'postgres']);
  const login = (user, password) =>
    compose(VALUES, [
      ...['run', '--rm', '--no-deps', '-T', `--env=PGPASSWORD=${password}`],
      ...[
        '--entrypoint=psql',
        'postgres',
        '--host=postgres',
        `--username=${user}`,
      ],
      ...['--dbname=backstage', '--command=SELECT 1'],
    ]).status;
  const inVolume = script =>
    compose(VALUES, [
      'run',
      '--rm',
      '--no-deps',
      '-T',
      '--entrypoint=sh',
      'postgres',
      '-ec',
      script,
    ]);

  it('repairs a first start that was interrupted', () => {
    inVolume(
      'mkdir -p "$PGDATA/new/base" "$PGDATA/global" && echo 17 >"$PGDATA/new/PG_VERSION"',
    );
    const { status, output } = up(VALUES);
    assert.equal(status, 0, output);
    assert.equal(login('backstage', 'backstage'), 0);
  });

  it('repairs an initialized volume without user and database', () => {
    compose(VALUES, ['down', '--volumes']);
    inVolume('initdb --pgdata="$PGDATA" --username=postgres >/dev/null');
    const { status, output } = up(VALUES);
    assert.equal(status, 0, output);
    assert.equal(login('backstage', 'backstage'), 0);
  });

  it('follows changed passwords of any characters', () => {
    for (const value of PASSWORDS) {
      up({
        ...VALUES,
        POSTGRES_PASSWORD: value,
        BACKSTAGE_DATABASE_PASSWORD: value,
      });
      assert.equal(login('backstage', value), 0, value);
      assert.equal(login('postgres', value), 0, value);
      assert.notEqual(login('backstage', 'backstage'), 0);
    }
  });

  it('names a password that is missing', () => {
    const { output } = compose({ ...VALUES, POSTGRES_PASSWORD: '' }, [
      'run',
      '--rm',
      '--no-deps',
      '-T',
      'postgres',
    ]);
    assert.match(output, /POSTGRES_PASSWORD is not set/);
  });
});

describe('valkey', () => {
  it('accepts passwords of any characters, and follows changed ones', () => {
    for (const value of PASSWORDS) {
      const { status, output } = compose(
        { ...VALUES, SESSIONS_PASSWORD: value, CACHE_PASSWORD: `${value}2` },
        ['up', '--wait', '--no-deps', 'valkey'],
      );
      assert.equal(status, 0, output);
      for (const [user, password] of [
        ['sessions', value],
        ['cache', `${value}2`],
      ]) {
        const { stdout } = compose(VALUES, [
          ...[
            'run',
            '--rm',
            '--no-deps',
            '-T',
            '--entrypoint=valkey-cli',
            'valkey',
          ],
          ...[
            '-h',
            'valkey',
            '--no-auth-warning',
            '--user',
            user,
            '--pass',
            password,
            'ping',
          ],
        ]);
        assert.equal(stdout.trim(), 'PONG', `${user} ${password}`);
      }
    }
  });
});

describe('a clone that only its owner can read', () => {
  it('makes no difference to the containers', () => {
    const clone = join(folder, 'clone');
    cpSync(join(root, 'deploy'), join(clone, 'deploy'), { recursive: true });
    cpSync(
      join(root, 'docker-compose.yaml'),
      join(clone, 'docker-compose.yaml'),
    );
    spawnSync('chmod', ['-R', 'u=rwX,go=', clone]);
    const { status, output } = compose(
      VALUES,
      ['up', '--build', '--wait', '--no-deps', 'postgres', 'valkey'],
      { cwd: clone },
    );
    assert.equal(status, 0, output);
  });

  it('is mounted nowhere', () => {
    const files = [
      '-f',
      'docker-compose.yaml',
      '-f',
      'deploy/nginx/compose.yaml',
    ];
    const { stdout } = compose(VALUES, [
      ...files,
      ...['--profile', 'demo', 'config', '--format', 'json'],
    ]);
    const { services } = JSON.parse(stdout);
    assert.ok(Object.keys(services).length > 5);
    const mounts = Object.values(services).flatMap(
      service => service.volumes ?? [],
    );
    assert.deepEqual(
      mounts.filter(({ type }) => type === 'bind'),
      [],
    );
  });
});

describe('keycloak', () => {
  const answerFor = async publicUrl => {
    const values = {
      ...VALUES,
      COMPOSE_PROFILES: 'demo',
      PUBLIC_URL: publicUrl,
      KEYCLOAK_LISTEN: '127.0.0.1:0',
      DEMO_PASSWORD: 'demo-password',
    };
    const { status, output } = compose(values, [
      'up',
      '--build',
      '--wait',
      '--no-deps',
      'keycloak',
    ]);
    assert.equal(status, 0, output);
    const { stdout } = compose(values, ['port', 'keycloak', '8080']);
    return async redirect => {
      const query = new URLSearchParams({
        client_id: 'backstage',
        response_type: 'code',
        scope: 'openid',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
        redirect_uri: redirect,
      });
      const response = await fetch(
        `http://${stdout.trim()}/realms/gatehouse/protocol/openid-connect/auth?${query}`,
      );
      return response.status;
    };
  };

  it('accepts the portal again after PUBLIC_URL has changed', async () => {
    const [first, second] = ['http://localhost:4180', 'http://localhost:5180'];
    const before = await answerFor(first);
    assert.equal(await before(`${first}/_oauth2/callback`), 200);
    const after = await answerFor(`${second}/`);
    assert.equal(await after(`${second}/_oauth2/callback`), 200);
    assert.equal(await after(`${first}/_oauth2/callback`), 400);
  });
});

describe('a certificate authority of your own', () => {
  const network = 'gatehouse-settings_outside';
  const provider = 'gatehouse-settings-provider';
  const ISSUER = 'https://provider.test:8443';
  const serve = `
    require('https').createServer({ key: process.env.KEY, cert: process.env.CERT }, (request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ issuer: '${ISSUER}', authorization_endpoint: '${ISSUER}/login', token_endpoint: '${ISSUER}/token', jwks_uri: '${ISSUER}/keys' }));
    }).listen(8443);`;
  const trusting = {
    ...VALUES,
    OIDC_ISSUER: ISSUER,
    COMPOSE_FILE: 'docker-compose.yaml:deploy/private-ca/compose.yaml',
    CA_CERTIFICATE: join(folder, 'ca.pem'),
  };
  const ask = `fetch('${ISSUER}').then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code))`;
  before(() => {
    const key = join(folder, 'key.pem');
    spawnSync('openssl', [
      ...['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2'],
      ...[
        '-subj',
        '/CN=provider.test',
        '-addext',
        'subjectAltName=DNS:provider.test',
      ],
      ...['-keyout', key, '-out', trusting.CA_CERTIFICATE],
    ]);
    chmodSync(folder, 0o755);
    chmodSync(trusting.CA_CERTIFICATE, 0o644);
    // Creates the networks.
    inProxy(VALUES, 'true');
    const { status, stderr } = spawnSync(
      'docker',
      [
        ...[
          'run',
          '--detach',
          '--rm',
          '--name',
          provider,
          '--network',
          network,
        ],
        ...[
          '--network-alias',
          'provider.test',
          '--env',
          'KEY',
          '--env',
          'CERT',
        ],
        ...[
          '--entrypoint=/nodejs/bin/node',
          process.env.IMAGE ?? 'gatehouse',
          '-e',
          serve,
        ],
      ],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          KEY: readFileSync(key, 'utf8'),
          CERT: readFileSync(trusting.CA_CERTIFICATE, 'utf8'),
        },
      },
    );
    assert.equal(status, 0, stderr);
  });

  after(() => spawnSync('docker', ['rm', '--force', provider]));

  it('is trusted by the backend', () => {
    assert.equal(inBackend(trusting, ask).stdout.trim(), '200');
    assert.notEqual(inBackend(VALUES, ask).stdout.trim(), '200');
  });

  it('is trusted by oauth2-proxy', () => {
    const trusted = inProxy(trusting, START_IN_BACKGROUND);
    assert.match(trusted.output, /OAuthProxy configured/);
    const { output } = inProxy(
      { ...VALUES, OIDC_ISSUER: ISSUER },
      START_IN_BACKGROUND,
    );
    assert.match(output, /certificate signed by unknown authority/);
  });
});

describe('node scripts/deploy.mjs', () => {
  const deploy = script => {
    const file = join(folder, 'compose.yaml');
    writeFileSync(
      file,
      JSON.stringify({
        services: {
          portal: {
            image: '${IMAGE:-gatehouse}',
            entrypoint: ['/nodejs/bin/node', '-e', script],
          },
        },
      }),
    );
    compose(VALUES, ['down']);
    return spawnSync(process.execPath, ['scripts/deploy.mjs'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...environment, COMPOSE_FILE: file },
    });
  };

  it('ends with the address of the portal', () => {
    const { status, stdout } = deploy('setInterval(() => {}, 1000)');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /The portal is ready: https:\/\/portal\.example\.com\n$/,
    );
  });

  it('ends with the log of the service that failed', () => {
    const { status, stderr } = deploy(
      'console.error("The cause."); process.exitCode = 1',
    );
    assert.equal(status, 1);
    assert.match(stderr, /portal did not start:\n\nThe cause\.\n+$/);
  });
});
