import { APIRequestContext } from '@playwright/test';
import { randomBytes } from 'crypto';
import {
  compose,
  composeWith,
  docker,
  logOf,
  without,
} from '../support/docker';
import { exchange, obtainCode, refresh, revoke } from '../support/oauth';
import { startSignIn, submitSignIn } from '../support/signIn';
import { rawRequest } from '../support/sockets';
import { composeStack } from '../support/stacks';
import { expect, test } from './fixtures';

/** The form of every signed token: three parts of base64url, of which the first is a JSON object. */
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

/** The length of the parts of a secret that a log must not contain. */
const WINDOW = 8;

/** Everything that must not appear in a log, with names for the report. */
class Secrets {
  #names = new Map<string, string>();

  /** Adds random text, any part of which is secret. */
  add(name: string, value: string) {
    for (const part of windowsOf(value)) {
      // Cookies contain times, which consist of digits.
      if (!/^\d+$/.test(part)) {
        this.#names.set(part, name);
      }
    }
  }

  /** Adds a token without its header, which other tokens share. */
  addToken(name: string, token: string) {
    token
      .split('.')
      .slice(1)
      .forEach(part => this.add(name, part));
  }

  /** Adds all of the proxy's cookies. */
  addCookies(name: string, cookies: { name: string; value: string }[]) {
    cookies
      .filter(cookie => cookie.name.includes('_oauth2_proxy'))
      .forEach(cookie => this.add(`${name} ${cookie.name}`, cookie.value));
  }

  /** Adds the random part of Keycloak's code. The IDs of session and client follow it. */
  addCode(name: string, callback: string) {
    const code = new URL(callback).searchParams.get('code') ?? '';
    this.add(name, code.split('.')[0]);
  }

  /** Adds the random part of a client's refresh token. The ID of its session precedes it. */
  addRefreshToken(name: string, token: string) {
    this.add(name, token.split('.').at(-1)!);
  }

  /** Returns the names of secrets that a log contains, in whole or in part. */
  findIn(log: string): string[] {
    const found = new Set<string>();
    for (const part of windowsOf(log)) {
      const name = this.#names.get(part);
      if (name) {
        found.add(name);
      }
    }
    return [...found];
  }
}

function* windowsOf(text: string) {
  for (let start = 0; start + WINDOW <= text.length; start++) {
    yield text.slice(start, start + WINDOW);
  }
}

const secrets = new Secrets();
const extraLogs: string[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(() => {
  expect(composeStack.secrets.length).toBeGreaterThan(6);
  for (const [name, value] of composeStack.secrets) {
    secrets.add(name, value!);
  }
});

/** Signs in up to the callback, and adds its secrets. */
async function signInUntilCallback(request: APIRequestContext, name: string) {
  const provider = await startSignIn(request, '/catalog');
  const callback = await submitSignIn(request, provider, 'grace');
  secrets.addCode(`code (${name})`, callback);
  await addCookies(request, name);
  return callback;
}

async function addCookies(request: APIRequestContext, name: string) {
  const { cookies } = await request.storageState();
  secrets.addCookies(name, cookies);
}

async function expectPage(
  request: APIRequestContext,
  path: string,
  status: number,
  cause: string,
) {
  const response = await request.get(path, { maxRedirects: 0 });
  expect(response.status()).toBe(status);
  expect(await response.text()).toContain(`cause: ${cause}`);
}

/** Starts another backend with a wrong password, waits until it logs the error, and keeps its log. */
async function startWithWrong(variable: string, message: RegExp) {
  const wrong = randomBytes(24).toString('hex');
  secrets.add(`wrong ${variable}`, wrong);
  const container = await composeWith(
    { [variable]: wrong },
    ...['run', '--detach', '--no-deps', 'backstage'],
  );
  try {
    await expect
      .poll(() => logOf(container), { timeout: 180_000 })
      .toMatch(message);
  } finally {
    extraLogs.push(await logOf(container));
    await docker('rm', '--force', container);
  }
}

test('sign-ins that end in an error page', async ({
  session,
  stranger,
  cookie,
  token,
  headers,
  baseURL,
}) => {
  secrets.addToken('Backstage token', token);
  await addCookies(session, 'session');
  await session.get('/api/catalog/entities?limit=1', { headers });

  await test.step('the first of 13 tabs', async () => {
    const first = await startSignIn(stranger, '/one');
    await addCookies(stranger, 'first tab');
    for (let tab = 2; tab <= 13; tab++) {
      await startSignIn(stranger, `/${tab}`);
      await addCookies(stranger, `tab ${tab}`);
    }
    const callback = await submitSignIn(stranger, first, 'grace');
    secrets.addCode('code (first tab)', callback);
    await expectPage(stranger, callback, 403, 'csrf_cookie_missing');
  });

  await test.step('a sign-in whose cookie was replaced by another tab', async () => {
    const callback = await signInUntilCallback(stranger, 'overtaken');
    // The request has a session and a code, but not the cookie of that sign-in.
    await expectPage(session, callback, 403, 'csrf_cookie_missing');
  });

  await test.step('a state that cannot be read', async () => {
    const code = randomBytes(24).toString('hex');
    secrets.add('code (unreadable state)', code);
    const callback = `/_oauth2/callback?code=${code}`;
    for (const address of [
      `${callback}&state=x`,
      `${callback}&state=%zz`,
      callback,
    ]) {
      await expectPage(session, address, 500, 'unknown');
    }
    const readable = `${callback}&state=a:/x`;
    await expectPage(session, readable, 403, 'csrf_cookie_missing');
  });

  await test.step('headers that are too large', async () => {
    // These headers exceed Node's limit of 16 KiB, but are small enough to be sent before the response arrives.
    const { status } = await rawRequest(baseURL!, '/api/catalog/entities', [
      `Cookie: ${cookie}; padding=${'x'.repeat(20_000)}`,
      `Authorization: Bearer ${token}`,
      'Connection: close',
    ]);
    expect([400, 431, 494]).toContain(status);
  });
});

test('a client that signs in, refreshes and signs out, and is refused', async ({
  session,
  headers,
  stranger,
}) => {
  const code = await obtainCode(session, headers);
  secrets.add('code of a client', code.code);
  secrets.add('verifier', code.verifier);
  const tokens = await (await exchange(stranger, code)).json();
  secrets.addToken('access token', tokens.access_token);
  secrets.addRefreshToken('refresh token', tokens.refresh_token);
  const renewed = await refresh(stranger, tokens.refresh_token);
  const { refresh_token: second } = await renewed.json();
  secrets.addRefreshToken('second refresh token', second);

  for (const refused of [
    await exchange(stranger, code),
    await exchange(stranger, { ...code, verifier: 'wrong' }),
    await refresh(stranger, tokens.refresh_token),
  ]) {
    expect(refused.status()).toBe(400);
  }
  expect((await revoke(stranger, second)).status()).toBe(200);
  expect((await refresh(stranger, second)).status()).toBe(400);
});

test('sign-in and sign-out without the provider', async ({
  session,
  stranger,
}) => {
  await addCookies(session, 'session');
  const callback = await signInUntilCallback(stranger, 'provider down');
  await without('keycloak', async () => {
    await expectPage(stranger, callback, 500, 'provider_unavailable');
    const signedOut = await session.get('/_oauth2/sign_out');
    expect(signedOut.status()).toBe(302);
  });
});

test('sign-in without the session store', async ({ session, stranger }) => {
  await addCookies(session, 'session');
  const callback = await signInUntilCallback(stranger, 'store down');
  await without('valkey', async () => {
    await expectPage(stranger, callback, 500, 'session_store_unavailable');
    await session.get('/api/catalog/entities');
  });
});

test('a 500 without the database', async ({ session, token, headers }) => {
  secrets.addToken('Backstage token', token);
  await addCookies(session, 'session');
  const path = '/api/user-settings/buckets/secrets/keys/count';
  const save = () => session.put(path, { headers, data: { value: 1 } });
  // The backend caches the keys that verify the token.
  expect((await save()).status()).toBe(200);
  await without('postgres', async () => {
    expect((await save()).status()).toBeGreaterThanOrEqual(500);
  });
});

test('a backend with a wrong password for the cache', async () => {
  await startWithWrong('CACHE_PASSWORD', /WRONGPASS|CACHE_PASSWORD|CACHE_URL/);
});

test('a backend with a wrong password for the database', async () => {
  await startWithWrong(
    'BACKSTAGE_DATABASE_PASSWORD',
    /password authentication failed|POSTGRES_PASSWORD/,
  );
});

test('no log contains a cookie, code, token or password, nor eight characters of one', async () => {
  const log = [await compose('logs', '--no-color'), ...extraLogs].join('\n');
  for (const service of ['oauth2-proxy', 'keycloak', 'backstage', 'postgres']) {
    expect(log).toContain(`${service}-1`);
  }
  expect(log).not.toMatch(TOKEN);
  expect(secrets.findIn(log)).toEqual([]);
});
