import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { root } from '../lib/command.mjs';
import { places } from '../lib/doctor/places.mjs';
import { check } from '../lib/doctor/results.mjs';
import { quoteEnvValue } from '../lib/envFile.mjs';
import {
  issueToken,
  KEY,
  SESSION_COOKIE,
  startDeployment,
} from './doctorDeployment.mjs';

const folder = mkdtempSync(join(tmpdir(), 'doctor-'));

after(() => rmSync(folder, { recursive: true }));

let files = 0;

function write(content) {
  files += 1;
  const file = join(folder, `${files}`);
  writeFileSync(file, content);
  return file;
}

function toEnv(settings) {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quoteEnvValue(value)}\n`)
    .join('');
}

/** Runs the doctor as an operator does. */
async function doctor(args, { env = {}, input = '', cwd = root } = {}) {
  const child = spawn(process.execPath, ['scripts/doctor.mjs', ...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      COMPOSE_ENV_FILES: join(folder, 'no-env-file'),
      ...env,
    },
  });
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

/** Starts a deployment with a fault, and runs the doctor with everything that it can examine. */
async function examine(t, fault = {}) {
  const { portal, provider, backends, settings } = await startDeployment(
    t,
    fault,
  );
  const values = { ...settings, ...fault.settings?.(settings) };
  const { url = portal, environment } = fault;
  const session =
    typeof fault.session === 'function'
      ? fault.session(provider)
      : fault.session;
  const result = await doctor(
    [
      ...['--json', '--url', url],
      ...backends.flatMap(address => ['--backend', address]),
      ...(session ? ['--token-from-browser'] : []),
    ],
    {
      cwd: fault.cwd?.(),
      input: session,
      env: {
        ...fault.env,
        ...(environment
          ? await environment(values, t)
          : { COMPOSE_ENV_FILES: write(toEnv(values) + (fault.lines ?? '')) }),
      },
    },
  );
  assert.equal(result.stderr, '');
  const report = JSON.parse(result.stdout);
  const secrets = Object.entries(values)
    .filter(
      ([name, value]) => /SECRET|PASSWORD/.test(name) && value?.length > 7,
    )
    .map(([, value]) => value);
  for (const secret of [
    ...secrets,
    ...(session ? [session.replace(/^\w+=/, '')] : []),
  ]) {
    assert.ok(!result.stdout.includes(secret), 'the output contains a secret');
  }
  const idsOf = status =>
    report.checks
      .filter(result => result.status === status)
      .map(({ id }) => id);
  return {
    ...result,
    ...report,
    problems: idsOf('problem'),
    skipped: idsOf('skipped'),
  };
}

/** The backend container's variables. */
function ofBackend({ PUBLIC_URL, OIDC_ISSUER, OIDC_CLIENT_ID, GROUPS_CLAIM }) {
  return { PUBLIC_URL, OIDC_ISSUER, OIDC_CLIENT_ID, GROUPS_CLAIM };
}

function createCertificate(days) {
  const [cert, key] = [write(''), write('')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', `${days}`],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  );
  return {
    file: cert,
    tls: { cert: readFileSync(cert), key: readFileSync(key) },
  };
}

const trusted = createCertificate(90);
const expiring = createCertificate(5);

/** A clone with changed files. */
function cloneWith(file, change) {
  const clone = mkdtempSync(join(folder, 'clone-'));
  for (const name of [
    'scripts',
    'package.json',
    'docker-compose.yaml',
    'app-config.yaml',
    file,
  ]) {
    cpSync(join(root, name), join(clone, name), { recursive: true });
  }
  const path = join(clone, file);
  const content = readFileSync(path, 'utf8');
  const changed = change(content);
  assert.notEqual(changed, content);
  writeFileSync(path, changed);
  return clone;
}

/** A database or cache that refuses every client. */
async function startStore(t, answer) {
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () => answer !== undefined && socket.end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `${server.address().port}`;
}

const rsa = modulusLength =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({
    format: 'jwk',
  });
const set = values => () => values;

const portOf = url => new URL(url).port;

/** A deployment whose provider is the demo's Keycloak. */
const demo = {
  backends: [{}, {}],
  provider: { document: origin => ({ issuer: `${origin}/realms/gatehouse` }) },
  proxy: { parametersOf: set({ client_id: 'backstage' }) },
  settings: ({ PUBLIC_URL, OIDC_ISSUER }) => ({
    LISTEN: portOf(PUBLIC_URL),
    COMPOSE_PROFILES: 'demo',
    DEMO_PASSWORD: 'd3mo-p4ssword',
    KEYCLOAK_URL: OIDC_ISSUER,
    KEYCLOAK_LISTEN: portOf(OIDC_ISSUER),
    OIDC_ISSUER: `${OIDC_ISSUER}/realms/gatehouse`,
    OIDC_CLIENT_ID: 'backstage',
  }),
};

/** Broken deployments, by the check that must find the cause. */
const faults = {
  'Lines in .env': {
    'a password with $': {
      settings: set({ CACHE_PASSWORD: undefined }),
      lines: 'CACHE_PASSWORD=c4che$word-12345\n',
    },
    'a setting twice': { lines: 'GROUPS_CLAIM=roles\n' },
  },
  'Setting names': {
    'a misspelled setting': {
      settings: set({ ALOWED_EMAIL_DOMAINS: 'example.com' }),
    },
    "oauth2-proxy's setting in the backend's ConfigMap": {
      environment: values => ({
        ...ofBackend(values),
        ALLOWED_EMAIL_DOMAINS: 'example.com',
      }),
    },
    "a misspelled setting in the backend's ConfigMap": {
      environment: values => ({
        ...ofBackend(values),
        USERNAME_DOMAIN: 'example.com',
      }),
    },
  },
  'Required settings': {
    'a blank client secret': { settings: set({ OIDC_CLIENT_SECRET: '' }) },
    "no client ID in the backend's ConfigMap": {
      environment: values => ({ ...ofBackend(values), OIDC_CLIENT_ID: ' ' }),
    },
  },
  'Setting values': {
    'a cookie secret of 15 characters': {
      settings: set({ COOKIE_SECRET: '0f1e2d3c4b5a697' }),
    },
    'domains with @': { settings: set({ USERNAME_DOMAINS: '@example.com' }) },
  },
  'Combined settings': {
    'a __Host- cookie without HTTPS': {
      settings: set({ COOKIE_NAME: '__Host-oauth2_proxy' }),
    },
    'COOKIE_REFRESH above COOKIE_EXPIRE': {
      settings: set({ COOKIE_REFRESH: '11h' }),
    },
  },
  'Files in settings': {
    'no certificate in the file': {
      settings: set({
        COMPOSE_FILE: 'docker-compose.yaml:deploy/private-ca/compose.yaml',
        CA_CERTIFICATE: '/nowhere/ca.pem',
      }),
    },
    'no password in the file': {
      environment: values => ({
        ...ofBackend(values),
        POSTGRES_HOST: '127.0.0.1',
        POSTGRES_PASSWORD_FILE: '/nowhere/password',
      }),
    },
  },
  'Session length': {
    "a cookie that outlives the demo's sessions": {
      ...demo,
      settings: values => ({ ...demo.settings(values), COOKIE_EXPIRE: '11h' }),
    },
  },
  'Secret strength': {
    'an example as a password': {
      settings: set({ CACHE_PASSWORD: 'change-me-password' }),
    },
    'a short password': { settings: set({ SESSIONS_PASSWORD: 'h4rd2' }) },
    'one password twice': {
      settings: ({ CACHE_PASSWORD }) => ({ SESSIONS_PASSWORD: CACHE_PASSWORD }),
    },
  },
  'Provider ID': {
    "the upstream provider's spelling": {
      cwd: () =>
        cloneWith('app-config.yaml', config =>
          config.replace('oauth2proxy:', 'oauth2Proxy:'),
        ),
    },
  },
  'Proxy routes': {
    'a route for the whole API': {
      cwd: () =>
        cloneWith('docker-compose.yaml', compose =>
          compose.replace(
            'GET=^/signed-out',
            'GET=^/api/.*$$$$,GET=^/signed-out',
          ),
        ),
    },
    'a route without an end': {
      cwd: () =>
        cloneWith('docker-compose.yaml', compose =>
          compose.replace('signed-out[.]html$$', 'signed-out'),
        ),
    },
    'files that start a sign-in': {
      cwd: () =>
        cloneWith('docker-compose.yaml', compose =>
          compose.replace('|static)/', ')/').replace('(js|mjs', '(mjs'),
        ),
    },
  },
  'Bearer tokens': {
    'skip_jwt_bearer_tokens in .env': {
      settings: set({ OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS: 'true' }),
    },
    'skip_jwt_bearer_tokens in .env, with a short name': {
      settings: set({ SKIP_JWT_BEARER_TOKENS: '1' }),
    },
    'skip_jwt_bearer_tokens in a ConfigMap that the backend shares': {
      environment: values => ({
        ...ofBackend(values),
        OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS: 'true',
      }),
    },
    "skip_jwt_bearer_tokens in oauth2-proxy's environment": {
      cwd: () =>
        cloneWith('docker-compose.yaml', compose =>
          compose.replace(
            '      OAUTH2_PROXY_COOKIE_NAME:',
            "      OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS: 'true'\n$&",
          ),
        ),
    },
    // part: kubernetes
    'skip_jwt_bearer_tokens on Kubernetes': {
      cwd: () =>
        cloneWith(
          'deploy/kubernetes/base/oauth2-proxy.env',
          settings => `${settings}OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS=true\n`,
        ),
    },
    'skip_jwt_bearer_tokens as an option': {
      cwd: () =>
        cloneWith('deploy/kubernetes/base/oauth2-proxy.yaml', objects =>
          objects.replace('args: [', 'args: [--skip-jwt-bearer-tokens, '),
        ),
    },
    // end part
  },
  Database: {
    'a server that closes the connection': {
      environment: async (values, t) => ({
        ...ofBackend(values),
        POSTGRES_HOST: '127.0.0.1',
        POSTGRES_PORT: await startStore(t, ''),
      }),
    },
  },
  Cache: {
    'a password that is not percent-encoded': {
      environment: values => ({
        ...ofBackend(values),
        CACHE_URL: 'redis://cache:p4ss/w0rd@127.0.0.1:6379',
      }),
    },
    'a wrong password': {
      environment: async (values, t) => ({
        ...ofBackend(values),
        CACHE_HOST: '127.0.0.1',
        CACHE_PORT: await startStore(t, '-WRONGPASS invalid password\r\n'),
        CACHE_PASSWORD: values.CACHE_PASSWORD,
      }),
    },
  },

  'Provider certificate': {
    'a private authority': { provider: { tls: trusted.tls } },
    'a private authority that only oauth2-proxy trusts': {
      provider: { tls: trusted.tls },
      environment: values => ({
        ...ofBackend(values),
        OIDC_JWKS_URL: `${values.OIDC_ISSUER}/keys`,
      }),
    },
  },
  'Provider discovery': {
    'an issuer without a discovery document': {
      provider: { documentStatus: 404, document: () => ({ issuer: '' }) },
    },
    'an issuer where nothing listens': {
      settings: set({ OIDC_ISSUER: 'http://127.0.0.1:1' }),
    },
  },
  Issuer: {
    'a slash at the end': {
      settings: ({ OIDC_ISSUER }) => ({ OIDC_ISSUER: `${OIDC_ISSUER}/` }),
    },
    'another realm': {
      provider: { document: origin => ({ issuer: `${origin}/realms/acme` }) },
    },
  },
  'Signing keys': {
    'no keys': { provider: { keys: [] } },
    'keys for encryption only': {
      provider: { keys: [{ ...KEY, use: 'enc' }] },
    },
    'an RSA key of 1024 bits': { provider: { keys: [rsa(1024)] } },
    'the client secret as a key': {
      provider: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] },
    },
    'an address without keys': {
      provider: { document: origin => ({ jwks_uri: `${origin}/` }) },
    },
  },
  'Signing algorithm': {
    'HS256 only': {
      provider: {
        document: set({ id_token_signing_alg_values_supported: ['HS256'] }),
      },
    },
  },
  Clocks: {
    'a clock that is 5 minutes slow': { provider: { clock: 300 } },
    'a clock that is 1 minute fast': { provider: { clock: -60 } },
  },
  'Sign-out endpoint': {
    "another provider's endpoint": {
      settings: ({ OIDC_ISSUER }) => ({
        OIDC_LOGOUT_URL: `${OIDC_ISSUER}/signout?id_token_hint={id_token}`,
      }),
    },
    'no token in the address': {
      settings: ({ OIDC_ISSUER }) => ({
        OIDC_LOGOUT_URL: `${OIDC_ISSUER}/logout`,
      }),
    },
  },

  'Portal address': {
    'no DNS entry': {
      url: 'http://portal.invalid',
    },
    'no backend behind the proxy': { proxy: { page: 502 } },
  },
  'Portal certificate': {
    'a certificate that expires in 4 days': {
      proxy: { tls: expiring.tls },
      env: { NODE_EXTRA_CA_CERTS: expiring.file },
    },
    'a certificate that nobody trusts': { proxy: { tls: trusted.tls } },
  },
  'Sign-in redirect': {
    'a page with a button': { proxy: { page: 403 } },
    'no proxy in front': { proxy: { isPublic: () => true } },
  },
  'Client ID': {
    'a client that the backend does not expect': {
      settings: set({ OIDC_CLIENT_ID: 'backstage' }),
    },
  },
  'Redirect URI': {
    "another host than the browser's": {
      proxy: {
        parametersOf: set({
          redirect_uri: 'http://portal.lan/_oauth2/callback',
        }),
      },
    },
    'two slashes': {
      proxy: {
        parametersOf: set({
          redirect_uri: 'http://localhost//_oauth2/callback',
        }),
      },
    },
  },
  Scope: {
    'no openid': { proxy: { parametersOf: set({ scope: 'profile email' }) } },
  },
  'PKCE and nonce': {
    'no PKCE': {
      proxy: { parametersOf: set({ code_challenge_method: undefined }) },
    },
    'no nonce': { proxy: { parametersOf: set({ nonce: undefined }) } },
  },
  'Sign-in page': {
    'a redirect URI that is not registered': {
      provider: { authorizeStatus: 400 },
    },
  },
  'API without a session': {
    'an API that is redirected': { proxy: { isApi: () => false } },
    'files that are redirected': {
      proxy: { isApi: path => path.startsWith('/api/') },
    },
  },
  'Private paths': {
    'an API that needs no session': {
      proxy: { isPublic: path => path.startsWith('/api/catalog/') },
    },
  },
  'Public paths': {
    'a sign-out page that needs a session': {
      proxy: { pathOf: ({ url }) => url.replace('signed-out', 'other') },
    },
  },
  WebSockets: {
    'a proxy that refuses them': { proxy: { websocket: () => 400 } },
    'a proxy that does not answer them': {
      proxy: { websocket: () => undefined },
    },
    'a proxy that drops the upgrade': {
      session: SESSION_COOKIE,
      proxy: { websocket: () => 401 },
    },
  },
  'Forged identity headers': {
    'a bearer token in place of a session': {
      proxy: { forwards: ({ headers }) => Boolean(headers.authorization) },
    },
    "the client's header in a session": {
      session: SESSION_COOKIE,
      proxy: {
        forwards: ({ headers }) =>
          Boolean(headers['x-oauth2-proxy-id-token'] && headers.cookie),
      },
    },
  },
  'Forged address headers': {
    'X-Forwarded-Uri in place of a session': {
      proxy: {
        pathOf: ({ url, headers }) => headers['x-forwarded-uri'] ?? url,
      },
    },
    'X-Forwarded-Host in the redirect URI': {
      proxy: {
        parametersOf: ({ headers: { 'x-forwarded-host': host } }) =>
          host ? { redirect_uri: `http://${host}/_oauth2/callback` } : {},
      },
    },
  },
  'Deep links': {
    'nothing after &': { proxy: { state: state => state.split('&')[0] } },
    'no path': { proxy: { state: () => 'nonce:/' } },
  },
  'Cookie flags': {
    'no HttpOnly': {
      proxy: { cookie: line => line.replace('; HttpOnly', '') },
    },
    'Secure without HTTPS': { proxy: { cookie: line => `${line}; Secure` } },
    'no Secure with HTTPS': {
      proxy: {
        tls: trusted.tls,
        cookie: line => line.replace('; Secure', ''),
      },
      env: { NODE_EXTRA_CA_CERTS: trusted.file },
    },
  },
  'Header size': {
    'a limit of 4 kB': { proxy: { maxHeaderSize: 4_000 } },
  },

  'Backend readiness': {
    'a backend that waits': { backend: { readiness: 503 } },
  },
  'Requests without a token': {
    'a backend that signs in everyone': {
      backend: { withoutToken: [200, { backstageIdentity: {} }] },
    },
    'another provider ID': {
      backend: { withoutToken: [404, {}], withToken: [404, {}] },
    },
  },
  'Forged tokens': {
    'a backend that only decodes': { backend: { verifies: false } },
  },
  'Provider keys': {
    'a backend that cannot reach the provider': {
      backend: {
        withToken: [503, { error: { code: 'provider_unreachable' } }],
      },
    },
  },
  Replicas: {
    'two versions': { backends: [{ app: 'one' }, { app: 'two' }] },
  },

  Session: {
    'a user with an expired token': {
      session: SESSION_COOKIE,
      proxy: { claims: { exp: 1 } },
    },
    'a session that has ended': { session: '_oauth2_proxy=ended-session' },
  },
  Groups: {
    'only groups that the catalog cannot have': {
      session: SESSION_COOKIE,
      proxy: { claims: { groups: ['All people'] } },
    },
  },
  Administrators: {
    'a group of administrators that is not in the catalog': {
      session: SESSION_COOKIE,
      backend: { groups: [] },
    },
  },
  Claims: {
    'a token of another client': {
      session: origin => issueToken({ iss: origin, aud: 'other' }),
    },
    'a token without a user name': {
      session: origin =>
        issueToken({ iss: origin, preferred_username: undefined }),
    },
    'a token without groups': {
      session: origin => issueToken({ iss: origin, groups: undefined }),
    },
  },
  'Token lifetime': {
    'a token that is valid for 2 minutes': {
      session: origin => issueToken({ iss: origin, iat: 0, exp: 120 }),
    },
  },
  'Token size': {
    'a token with 1000 groups': {
      session: origin =>
        issueToken({
          iss: origin,
          groups: Array.from({ length: 1000 }, (_, index) => `group-${index}`),
        }),
    },
  },
};

const STORES = ['database', 'migration-lock', 'cache'];
const OF_ENV_FILE = ['lines-in-env', 'combined-settings'];
const OF_SESSION = places
  .find(({ place }) => place === 'User')
  .checks.map(({ id }) => id);
/** Only the demo's sessions have a known length. */
const SESSION_LENGTH = 'session-length';

describe('the doctor', { concurrency: 4 }, () => {
  for (const [title, deployments] of Object.entries(faults)) {
    for (const [name, fault] of Object.entries(deployments)) {
      it(`reports ${name}: ${title}`, async t => {
        const { code, problems } = await examine(t, fault);
        assert.deepEqual(problems, [check(title).id]);
        assert.equal(code, 1);
      });
    }
  }

  it('is tested with a broken deployment for each check', () => {
    const titles = places.flatMap(({ checks }) =>
      checks.map(({ title }) => title),
    );
    assert.deepEqual(
      // deploy/tests/doctor.test.mjs tests it with a real database.
      titles.filter(title => !(title in faults) && title !== 'Migration lock'),
      [],
    );
  });

  for (const [name, deployment, expected] of [
    [
      'HTTP',
      { backends: [{}, {}], session: SESSION_COOKIE },
      [...STORES, SESSION_LENGTH, 'provider-certificate', 'portal-certificate'],
    ],
    [
      "the demo's provider",
      demo,
      [...STORES, 'provider-certificate', 'portal-certificate', ...OF_SESSION],
    ],
    [
      "the demo's provider, with refresh tokens that outlive its sessions",
      {
        ...demo,
        settings: values => ({
          ...demo.settings(values),
          OIDC_SCOPE: 'openid offline_access',
          COOKIE_EXPIRE: '11h',
        }),
      },
      [
        ...STORES,
        SESSION_LENGTH,
        'provider-certificate',
        'portal-certificate',
        ...OF_SESSION,
      ],
    ],
    [
      'HTTPS, and a private certificate authority',
      {
        backends: [{}, {}],
        provider: { tls: trusted.tls },
        proxy: { tls: trusted.tls },
        session: `__Host-${SESSION_COOKIE.slice(1)}`,
        settings: set({
          COMPOSE_FILE: 'docker-compose.yaml:deploy/private-ca/compose.yaml',
          CA_CERTIFICATE: trusted.file,
        }),
        env: { NODE_EXTRA_CA_CERTS: trusted.file },
      },
      [...STORES, SESSION_LENGTH],
    ],
    [
      'settings from the environment',
      { backends: [{}, {}], session: SESSION_COOKIE, environment: ofBackend },
      [
        ...OF_ENV_FILE,
        SESSION_LENGTH,
        'secret-strength',
        ...STORES,
        'provider-certificate',
        'portal-certificate',
      ],
    ],
  ]) {
    it(`reports no problem with ${name}, in less than 10 seconds`, async t => {
      const result = await examine(t, deployment);
      assert.deepEqual(result.problems, []);
      assert.equal(result.code, 0);
      assert.deepEqual(result.skipped.sort(), expected.sort());
      assert.ok(result.milliseconds < 10_000);
    });
  }

  it('waits less than 10 seconds for a portal that does not respond', async t => {
    const silent = await startStore(t);
    const { code, stdout } = await doctor([
      '--json',
      '--url',
      `http://127.0.0.1:${silent}`,
      '--backend',
      `http://127.0.0.1:${silent}`,
    ]);
    assert.equal(code, 1);
    assert.ok(JSON.parse(stdout).milliseconds < 10_000);
  });

  it('prints a line per check, with the page that explains a problem', async t => {
    const { portal } = await startDeployment(t, { proxy: { page: 403 } });
    const { stdout } = await doctor(['--url', portal]);
    assert.match(stdout, /^  ok +Provider ID: oauth2proxy in /m);
    assert.match(
      stdout,
      /^  problem +Sign-in redirect: .* → docs\/troubleshooting\.md#sign-in-redirect$/m,
    );
    assert.match(stdout, /^  skipped +Client ID, .*: There is no redirect/m);
    assert.match(stdout, /^\d+ ok, 1 problem, \d+ skipped, in /m);
  });

  for (const line of [
    "OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS: 'false'",
    'OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS: ${SKIP_JWT_BEARER_TOKENS:-}',
    'OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS: ${SKIP_JWT_BEARER_TOKENS:-false}',
    "# OAUTH2_PROXY_SKIP_JWT_BEARER_TOKENS: 'true'",
  ]) {
    it(`accepts a setting that is off: ${line}`, async () => {
      const { code, stdout } = await doctor([], {
        cwd: cloneWith('docker-compose.yaml', compose =>
          compose.replace(
            '      OAUTH2_PROXY_COOKIE_NAME:',
            () => `      ${line}\n      OAUTH2_PROXY_COOKIE_NAME:`,
          ),
        ),
      });
      assert.equal(code, 0);
      assert.match(stdout, /ok +Bearer tokens/);
    });
  }

  it('does not know whether oauth2-proxy accepts bearer tokens without its files', async () => {
    const image = cloneWith('app-config.yaml', config => `${config}\n`);
    rmSync(join(image, 'docker-compose.yaml'));
    const { stdout } = await doctor([], { cwd: image });
    assert.match(
      stdout,
      /^ {2}skipped .*Bearer tokens: There is no docker-compose[.]yaml/m,
    );
  });

  it("ignores another portal's settings", async t => {
    const { portal } = await startDeployment(t);
    const { code, stdout } = await doctor(['--url', portal], {
      env: {
        COMPOSE_ENV_FILES: write('PUBLIC_URL=https://other.example.com\nX=y\n'),
      },
    });
    assert.equal(code, 0);
    assert.match(stdout, /The settings are for https:\/\/other\.example\.com/);
  });

  for (const copied of [
    `curl 'http://localhost/api' -H 'accept: */*' -b 'theme=dark; ${SESSION_COOKIE}'`,
    `curl 'http://localhost/api' -H 'Cookie: ${SESSION_COOKIE}' -H 'accept: */*'`,
    SESSION_COOKIE,
    SESSION_COOKIE.slice('_oauth2_proxy='.length),
  ]) {
    it(`accepts what browsers copy: ${copied}`, async t => {
      const { portal } = await startDeployment(t);
      const { stdout } = await doctor(
        ['--url', portal, '--token-from-browser'],
        { input: `${copied}\n` },
      );
      assert.match(stdout, /ok +Session: user:default\/grace/);
    });
  }

  for (const args of [
    ['--url', 'portal.example.com'],
    ['--backend', 'localhost:7007'],
    ['--urls=x'],
    ['portal'],
  ]) {
    it(`refuses ${args.join(
      ' ',
    )} with exit code 2, and shows its usage`, async () => {
      const { code, stderr } = await doctor(args);
      assert.equal(code, 2);
      assert.match(stderr, /--token-from-browser/);
    });
  }

  it('refuses input without a session cookie', async () => {
    const { code, stderr } = await doctor(['--token-from-browser'], {
      input: "curl 'http://localhost/api' \\\n  -H 'accept: s3cret'",
    });
    assert.equal(code, 2);
    assert.match(stderr, /no session cookie/);
    assert.doesNotMatch(stderr, /s3cret/);
  });

  it('fails with exit code 2 if it cannot read the settings', async () => {
    const { code } = await doctor([], { env: { COMPOSE_ENV_FILES: folder } });
    assert.equal(code, 2);
  });
});

describe('docs/troubleshooting.md', () => {
  it('explains exactly the problems that the doctor can report', () => {
    const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
    const [, part] = page.match(
      /\n## Problems that the doctor finds\n(.*?)(\n## |$)/s,
    );
    const headings = [...part.matchAll(/^### (.*)$/gm)].map(
      ([, title]) => title,
    );
    const titles = places.flatMap(({ checks }) =>
      checks.map(({ title }) => title),
    );
    assert.deepEqual(headings, titles);
  });
});
