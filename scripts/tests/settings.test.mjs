import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readPublicUrl } from '../../packages/backend/src/environment/publicUrl.ts';
import { checkSettings } from '../lib/checkSettings.mjs';
import { root } from '../lib/command.mjs';
import { demoSettings, quoteEnvValue, readEnvFile } from '../lib/envFile.mjs';
import { nastyValues } from '../lib/nastyValues.mjs';
import {
  backendVariables,
  composeVariables,
  settings,
} from '../lib/settings.mjs';

const PRODUCTION = {
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
const DEMO = Object.fromEntries(
  readEnvFile(demoSettings()).map(({ name, value }) => [name, value]),
);

function check(values) {
  return checkSettings(
    Object.entries(values)
      .map(([name, value]) => `${name}=${quoteEnvValue(value)}`)
      .join('\n'),
  );
}

function assertRefused(values, name) {
  const problems = check(values);
  assert.match(problems.join('\n'), new RegExp(`\\b${name} `));
}

describe('the list of settings', () => {
  const composeFiles = [
    'docker-compose.yaml',
    ...globSync('deploy/*/compose.yaml', { cwd: root }),
  ];
  const used = composeFiles
    .map(file => readFileSync(join(root, file), 'utf8').replaceAll('$$', ''))
    .flatMap(text => [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));

  it("contains exactly the Compose files' variables", () => {
    const names = settings.map(({ name }) => name);
    assert.deepEqual([...new Set(used)].sort(), names.sort());
  });

  it("contains exactly the backend container's variables", () => {
    const read = (file, pattern) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(
        ([, name]) => name,
      );
    const environment = 'packages/backend/src/environment';
    const [secrets] = read(
      `${environment}/prepareEnvironment.ts`,
      /SECRETS = (\[.*?\])/gs,
    );
    const ofSecrets = [...secrets.matchAll(/\w+/g)].flatMap(([name]) => [
      name,
      `${name}_FILE`,
    ]);
    const names = [
      ...read('app-config.yaml', /\$\{(\w+)\}/g),
      ...read('app-config.production.yaml', /\$\{(\w+)\}/g),
      ...read(`${environment}/cacheUrl.ts`, /\b(CACHE_[A-Z]+)\b/g),
      ...ofSecrets,
      // Read by packages/backend/src/telemetry, and by OpenTelemetry, which has more.
      ...read('docker-compose.yaml', /^ +(METRICS_PORT|OTEL_\w+):/gm),
      // Read by Node and by PostgreSQL's client.
      ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_USE_ENV_PROXY'],
      'PGSSLMODE',
    ];
    assert.deepEqual([...new Set(names)].sort(), [...backendVariables].sort());
  });

  const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  const documented = page.match(/\n## Settings\n(.*?)\n## /s)[1];

  it('is documented completely', () => {
    const names = [
      ...settings.map(({ name }) => name),
      'COMPOSE_FILE',
      'COMPOSE_PROFILES',
    ];
    assert.deepEqual(
      names.filter(name => !documented.includes(`\`${name}\``)),
      [],
    );
    const known = [...names, ...composeVariables];
    const others = [...documented.matchAll(/^\|[^|]+/gm)]
      .flatMap(([cell]) => [...cell.matchAll(/`([A-Z0-9_]+)`/g)])
      .map(([, name]) => name)
      .filter(name => !known.includes(name));
    assert.deepEqual(others, []);
  });

  it('is documented with names that exist on Kubernetes', () => {
    const readByPrograms = ['PGSSLMODE', 'NODE_USE_ENV_PROXY', 'NO_PROXY'];
    const read = [
      'docker-compose.yaml',
      'app-config.production.yaml',
      'deploy/oauth2-proxy/alpha.yaml',
      'deploy/oauth2-proxy/start.sh',
      'packages/backend/src/environment/cacheUrl.ts',
    ]
      .flatMap(file =>
        readFileSync(join(root, file), 'utf8').match(/[A-Z0-9_]{4,}/g),
      )
      .concat(readByPrograms);
    const names = [...documented.matchAll(/^\|[^|]+\|([^|]+)/gm)].flatMap(
      ([, cell]) => cell.match(/[A-Z0-9_]{4,}/g) ?? [],
    );
    assert.ok(names.length > 10);
    assert.deepEqual(
      names.filter(name => !read.includes(name)),
      [],
    );
  });
});

describe('readEnvFile', () => {
  it('reads back every value that quoteEnvValue wrote', () => {
    for (const value of nastyValues) {
      const [line] = readEnvFile(`NAME=${quoteEnvValue(value)}`);
      assert.equal(line.value, value);
      assert.equal(line.problem, undefined);
    }
  });
});

describe('node scripts/deploy-init.mjs --check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));

  after(() => rmSync(folder, { recursive: true }));

  it("accepts the demo's settings", () => {
    assert.deepEqual(check(DEMO), []);
  });

  it('accepts a portal with HTTPS and an identity provider', () => {
    assert.deepEqual(check(PRODUCTION), []);
  });

  it('accepts blank lines for optional settings', () => {
    const blank = settings
      .filter(({ name }) => !(name in PRODUCTION))
      .map(({ name }) => [name, '']);
    assert.deepEqual(
      check({ ...Object.fromEntries(blank), ...PRODUCTION }),
      [],
    );
  });

  it('refuses a port over 65535 in PUBLIC_URL', () => {
    const url = 'https://example.com:99999';
    assertRefused({ ...PRODUCTION, PUBLIC_URL: url }, 'PUBLIC_URL');
  });

  for (const { name } of settings.filter(({ required }) => required)) {
    it(`says that ${name} is missing or blank`, () => {
      const { [name]: _, ...others } = PRODUCTION;
      assertRefused(others, name);
      assertRefused({ ...PRODUCTION, [name]: '' }, name);
    });
  }

  it('reports unknown names and suggests the right one', () => {
    const problems = check({
      ...PRODUCTION,
      ALOWED_EMAIL_DOMAINS: 'example.com',
      USERNAME_DOMAIN: 'example.com',
    });
    assert.equal(problems.length, 2);
    assert.match(
      problems[0],
      /ALOWED_EMAIL_DOMAINS .*Did you mean ALLOWED_EMAIL_DOMAINS/,
    );
    assert.match(
      problems[1],
      /USERNAME_DOMAIN .*Did you mean USERNAME_DOMAINS/,
    );
  });

  for (const [name, value, named = name] of [
    ['COOKIE_SECRET', 'too-short'],
    ['COOKIE_EXPIRE', '10 hours'],
    ['COOKIE_REFRESH', '240'],
    ['COOKIE_REFRESH', '11h'],
    ['COOKIE_SECURE', 'yes'],
    ['COOKIE_SECURE', 'false', 'COOKIE_NAME'],
    ['COOKIE_NAME', 'my cookie'],
    ['ALLOWED_EMAIL_DOMAINS', '@example.com'],
    ['USERNAME_DOMAINS', 'ada@example.com'],
    ['GROUPS_ALLOW', 'engineering', 'GROUPS_CLAIM'],
    ['GROUPS_FORMAT', 'array'],
    ['PICTURE_SOURCES', "'unsafe-inline'"],
    ['OAUTH2_PROXY_ALLOWED_GROUPS', 'a,,b'],
    ['OAUTH2_PROXY_WHITELIST_DOMAINS', 'https://id.example.com'],
    ['TRUST_EMAIL_WITHOUT_VERIFICATION', '1'],
    ['OIDC_SKIP_DISCOVERY', 'yes'],
    ['OIDC_SKIP_DISCOVERY', 'true', 'OIDC_LOGIN_URL'],
    ['OIDC_JWKS_URL', 'id.example.com/keys'],
    ['OIDC_TOKEN_URL', 'http://keycloak:8080/token'],
    ['SIGN_OUT_URL', 'id.example.com'],
    ['LISTEN', 'localhost'],
    ['LISTEN', '127.0.0.1:99999'],
    ['BACKENDS', 'two'],
    ['HTTPS_PROXY', 'proxy:3128'],
    ['METRICS_PORT', 'abc'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '10%'],
    ['TLS_KEY', '/etc/portal/key.pem'],
    ['COMPOSE_PROFILES', 'demo', 'OIDC_ISSUER'],
    // part: metrics
    ['COMPOSE_PROFILES', 'metrics', 'METRICS_PORT'],
    // end part
  ]) {
    it(`refuses ${name}=${value}`, () => {
      assertRefused({ ...PRODUCTION, [name]: value }, named);
    });
  }

  for (const [name, value] of [
    ['COOKIE_SECURE', 'true'],
    ['COOKIE_NAME', '__Host-portal'],
    ['LISTEN', '127.0.0.1:5000'],
    ['OIDC_ISSUER', 'https://id.example.com'],
    ['OIDC_CLIENT_ID', 'portal'],
    ['KEYCLOAK_LISTEN', '127.0.0.1:9090'],
    ['DEMO_PASSWORD', ''],
  ]) {
    it(`refuses ${name}=${value} in the demo`, () => {
      assertRefused({ ...DEMO, [name]: value }, name);
    });
  }

  it('refuses values that Docker Compose would change', () => {
    const { CACHE_PASSWORD: _, ...others } = PRODUCTION;
    const lines = Object.entries(others).map(entry => entry.join('='));
    const withLine = line => checkSettings([...lines, line].join('\n'));
    for (const line of [
      'CACHE_PASSWORD=pa$word',
      'CACHE_PASSWORD=pa${word}',
      'CACHE_PASSWORD="pa$word"',
      'CACHE_PASSWORD="pa\\nword"',
      'CACHE_PASSWORD=half #secret',
      "CACHE_PASSWORD='open",
    ]) {
      const problems = withLine(line);
      assert.match(problems.join('\n'), /^line 9: CACHE_PASSWORD /m, line);
    }
    assert.deepEqual(withLine("CACHE_PASSWORD='pa$word #1'"), []);
  });

  it('refuses a name that is set twice', () => {
    const [problem] = checkSettings(`${demoSettings()}\nLISTEN=127.0.0.1:1`);
    assert.match(problem, /LISTEN is set again on line \d+/);
  });

  it('never prints a secret', () => {
    const secret = 'S3cret-value';
    const broken = [
      ...Object.entries({ ...PRODUCTION, COOKIE_SECRET: secret }).map(entry =>
        entry.join('='),
      ),
      `CACHE_PASSWORD="${secret}$x"`,
      `${secret}==`,
      secret,
      `HTTPS_PROXY=user:${secret}@proxy`,
    ].join('\n');
    const problems = checkSettings(broken);
    assert.ok(problems.length >= 4);
    assert.doesNotMatch(problems.join('\n'), /S3cret/);
  });

  it('refuses missing files', () => {
    const file = join(folder, 'ca.pem');
    const values = {
      ...PRODUCTION,
      COMPOSE_FILE: 'docker-compose.yaml:deploy/private-ca/compose.yaml',
      CA_CERTIFICATE: file,
    };
    assertRefused(values, 'CA_CERTIFICATE');
    writeFileSync(file, '');
    assert.deepEqual(check(values), []);
  });

  it('accepts files in place of secrets', () => {
    const names = settings
      .filter(({ required, secret }) => required && secret)
      .map(({ name }) => name);
    const others = Object.entries(PRODUCTION).filter(
      ([name]) => !names.includes(name),
    );
    const values = {
      ...Object.fromEntries(others),
      COMPOSE_FILE: 'docker-compose.yaml:deploy/secrets/compose.yaml',
      SECRETS_FOLDER: folder,
    };
    assertRefused(values, 'SECRETS_FOLDER');
    names.forEach(name => writeFileSync(join(folder, name), 'secret'));
    assert.deepEqual(check(values), []);
  });
});

describe('PUBLIC_URL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'public-url-'));
  const startScript = readFileSync(
    join(root, 'deploy/oauth2-proxy/start.sh'),
    'utf8',
  ).replace('/usr/local/lib', join(root, 'deploy'));
  writeFileSync(
    join(folder, 'oauth2-proxy'),
    '#!/bin/sh\necho "$OAUTH2_PROXY_REDIRECT_URL"\n',
    { mode: 0o755 },
  );

  after(() => rmSync(folder, { recursive: true }));

  const isAccepted = {
    'deploy-init --check': url =>
      !check({ ...PRODUCTION, PUBLIC_URL: url }).some(problem =>
        problem.startsWith('line 1: '),
      ),
    'the backend': url => {
      try {
        return Boolean(readPublicUrl(url));
      } catch {
        return false;
      }
    },
    "oauth2-proxy's start script": url => {
      const { status, stdout } = spawnSync('sh', ['-c', startScript], {
        encoding: 'utf8',
        env: {
          ...PRODUCTION,
          OAUTH2_PROXY_WHITELIST_DOMAINS: '',
          OAUTH2_PROXY_EMAIL_DOMAINS: '*',
          PUBLIC_URL: url,
          PATH: `${folder}:${process.env.PATH}`,
        },
      });
      return status === 0 && /^https?:.*\/_oauth2\/callback\n$/.test(stdout);
    },
  };

  for (const [expected, urls] of [
    [
      true,
      [
        'https://portal.example.com',
        'https://portal.example.com/',
        'https://portal.example.com:8443/',
        'https://my_portal',
        'https://10.0.0.7',
        'https://[2001:db8::1]:8443',
        'HTTPS://Portal.Example.com',
        'http://localhost:4180/',
        'http://portal.localhost',
        'http://a.b.localhost:4180',
        'http://127.0.0.1:4180',
        'http://[::1]:4180',
      ],
    ],
    [
      false,
      [
        'https://example.com/portal',
        'https://example.com//',
        'https://example.com?a=b',
        'https://example.com/?',
        'https://example.com#top',
        'https://user@example.com',
        'https://user:password@example.com',
        'https://example.com:port',
        'https://example.com\\',
        'https://example.com ',
        'https:////example.com',
        'https:/example.com',
        'https:example.com',
        'https://b\u00fccher.example',
        "https://it's.example.com",
        'https://*.example.com',
        'https://',
        'portal.example.com',
        'localhost:4180',
        '//portal.example.com',
        'ftp://example.com',
        'http://portal.lan',
        'http://192.168.0.7:4180',
        'http://localhost.example.com',
        'http://127.example.com',
        ' ',
      ],
    ],
  ]) {
    for (const [reader, accepts] of Object.entries(isAccepted)) {
      it(`${expected ? 'is accepted' : 'is refused'} by ${reader}`, () => {
        assert.deepEqual(
          urls.filter(url => accepts(url) !== expected),
          [],
        );
      });
    }
  }
});
