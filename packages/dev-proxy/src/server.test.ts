import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { networkInterfaces } from 'os';
import { WebSocket } from 'ws';
import { close, Seen, sendRaw, startStack } from './__testUtils__/stack';
import { personas } from './personas';

type Stack = Awaited<ReturnType<typeof startStack>>;

const FORGED = 'Bearer forged.by.client';

describe('the stand-in proxy', () => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await startStack();
  });

  afterEach(async () => {
    jest.useRealTimers();
    await stack.stop();
  });

  const freezeClock = () =>
    jest.useFakeTimers({
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
    });

  const seenBy = async (
    cookie: string,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Seen> => {
    const response = await stack.get(path, { cookie, ...headers });
    return response.json();
  };

  const headingOf = async (response: Response) =>
    (await response.text()).match(/<h1>(.*)<\/h1>/)?.[1];

  const tokenOf = ({ headers }: Seen) =>
    String(headers['x-oauth2-proxy-id-token']).replace('Bearer ', '');

  describe('without a session', () => {
    it('redirects a page to the provider, and keeps where it was going', async () => {
      const response = await stack.get('/catalog?a=1&b=%2F%3Bc');
      expect(response.status).toBe(302);
      const location = new URL(response.headers.get('location')!);
      expect(location.pathname).toBe('/_idp/authorize');
      expect(location.searchParams.get('state')).toMatch(
        /^\w+:\/catalog\?a=1&b=%2F%3Bc$/,
      );
    });

    it('answers 400 to a bare semicolon in a query, with a page that says so', async () => {
      const response = await stack.get('/catalog?a=1;b=2');
      expect(response.status).toBe(400);
      expect(await headingOf(response)).toBe('This address cannot be opened');
    });

    it('redirects what is none of its own paths', async () => {
      expect((await stack.get('/_oauth2/unknown')).status).toBe(302);
    });

    it.each([
      '/events',
      '/static',
      '/catalog/default/component/node.js',
      '/search?query=/static/main.js',
      '/signed-in.html',
    ])('redirects %s as a page, whatever it accepts', async path => {
      const response = await stack.get(path, { accept: '*/*' });
      expect(response.status).toBe(302);
    });

    it.each([
      '/api/catalog/entities',
      '/api/events',
      '/.backstage/x',
      '/static/main.js',
      '/static/main.css?v=1',
      '/manifest.json',
      '/favicon.ico',
      '/icon.svg',
      '/main.1234.hot-update.json',
    ])('answers 401 to %s and starts no sign-in', async path => {
      const response = await stack.get(path, { accept: 'text/html' });
      expect(response.status).toBe(401);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await response.text()).toBe('{}');
    });

    it('answers 401 to what asks for JSON', async () => {
      const response = await stack.get('/', { accept: 'application/json' });
      expect(response.status).toBe(401);
    });

    it('redirects what asks for JSON only among other things with a weight', async () => {
      const response = await stack.get('/', {
        accept: 'application/json;q=0.9, text/html',
      });
      expect(response.status).toBe(302);
    });

    it('answers 401 to a WebSocket', async () => {
      const socket = new WebSocket(`${stack.origin}/api/signals`);
      const status = await new Promise(resolve =>
        socket.on('unexpected-response', (_, res) => resolve(res.statusCode)),
      );
      expect(status).toBe(401);
    });

    it.each([
      '/signed-out.html',
      '/.backstage/health/v1/readiness',
      '/api/auth/.well-known/jwks.json',
    ])('lets GET %s through, without an identity', async path => {
      const seen = await seenBy('', path, {
        'X-OAUTH2-PROXY-ID-TOKEN': FORGED,
      });
      expect(seen.headers['x-oauth2-proxy-id-token']).toBeUndefined();
    });

    it('lets nothing but GET through there', async () => {
      const response = await fetch(
        `${stack.origin}/api/auth/.well-known/jwks.json`,
        { method: 'POST' },
      );
      expect(response.status).toBe(401);
    });
  });

  describe('signing in', () => {
    const authorize = async (path = '/catalog?a=1&b=%2F%3Bc') => {
      const start = await stack.get(path);
      return {
        csrf: start.headers.getSetCookie()[0].split(';')[0],
        state: new URL(start.headers.get('location')!).searchParams.get(
          'state',
        )!,
      };
    };

    const pick = (persona: string, state: string) =>
      fetch(`${stack.origin}/_idp/authorize`, {
        method: 'POST',
        body: new URLSearchParams({ persona, state }),
        redirect: 'manual',
      });

    it('goes by a page, a code and a callback to where the person was going', async () => {
      const { csrf, state } = await authorize();
      const picked = await pick('ada', state);
      expect(picked.status).toBe(303);
      const callback = picked.headers.get('location')!;
      expect(callback).toMatch(/^\/_oauth2\/callback\?code=/);

      const back = await stack.get(callback, { cookie: csrf });
      expect(back.status).toBe(302);
      expect(back.headers.get('location')).toBe('/catalog?a=1&b=%2F%3Bc');
      const [session, expired] = back.headers.getSetCookie();
      expect(session).toMatch(
        /^_oauth2_proxy=\S{40,}; Path=\/; HttpOnly; SameSite=Lax$/,
      );
      expect(expired).toMatch(/Max-Age=0$/);
    });

    it('refuses a callback in a browser that did not start it', async () => {
      const { state } = await authorize();
      const picked = await pick('ada', state);
      const back = await stack.get(picked.headers.get('location')!);
      expect(back.status).toBe(403);
      expect(back.headers.getSetCookie()).toEqual([]);
      expect(await headingOf(back)).toBe('This sign-in could not be finished');
    });

    it('takes a code once', async () => {
      const { csrf, state } = await authorize();
      const picked = await pick('ada', state);
      const callback = picked.headers.get('location')!;
      await stack.get(callback, { cookie: csrf });
      const again = await stack.get(callback, { cookie: csrf });
      expect(again.status).toBe(500);
      expect(await headingOf(again)).toBe('This sign-in could not be finished');
    });

    it('says so when the provider refuses, and shows nothing of the address', async () => {
      const { csrf, state } = await authorize();
      const response = await stack.get(
        `/_oauth2/callback?error=call-555&state=${encodeURIComponent(state)}`,
        { cookie: csrf },
      );
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
      const html = await response.clone().text();
      expect(html).not.toContain('555');
      expect(html).toContain(
        'href="/_oauth2/sign_out?rd=/_oauth2/start%3Fprompt%3Dlogin">Sign out and use another account',
      );
      expect(await headingOf(response)).toBe(
        'The identity provider did not let you in',
      );
    });

    it('works in two tabs at once', async () => {
      const first = await authorize('/first');
      const second = await authorize('/second');
      const cookie = `${first.csrf}; ${second.csrf}`;
      for (const [tab, path] of [
        [first, '/first'],
        [second, '/second'],
      ] as const) {
        const picked = await pick('ada', tab.state);
        const back = await stack.get(picked.headers.get('location')!, {
          cookie,
        });
        expect(back.headers.get('location')).toBe(path);
      }
    });

    it.each([
      ['server_error', 'The identity provider has a problem'],
      ['temporarily_unavailable', 'The identity provider has a problem'],
      ['unauthorized_client', 'Sign-in is not set up correctly'],
      ['invalid_scope', 'Sign-in is not set up correctly'],
      ['access_denied', 'The identity provider did not let you in'],
      ['constructor', 'The identity provider did not let you in'],
    ])('tells a refusal from an outage: %s', async (error, heading) => {
      const response = await stack.get(`/_oauth2/callback?error=${error}`);
      expect(response.status).toBe(403);
      expect(await headingOf(response)).toBe(heading);
    });

    it('refuses someone whose e-mail address is not verified', async () => {
      const { csrf, state } = await authorize();
      const picked = await pick('vera', state);
      const callback = picked.headers.get('location')!;
      const response = await stack.get(callback, { cookie: csrf });
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await headingOf(response)).toBe(
        'Your e-mail address is not verified',
      );
      const direct = await stack.get('/_oauth2/start?persona=vera');
      expect(direct.headers.getSetCookie()).toEqual([]);
    });

    it.each(['mallory', '', 'Ada'])(
      'refuses the persona %p and names those there are',
      async persona => {
        expect((await pick(persona, 'x')).status).toBe(400);
        const response = await stack.get(`/_oauth2/start?persona=${persona}`);
        expect(response.status).toBe(400);
        expect(await response.text()).toContain('ada, grace');
      },
    );

    it('passes prompt=login on to the provider, and no other prompt', async () => {
      const promptOf = async (query: string) => {
        const response = await stack.get(`/_oauth2/start?${query}`);
        const location = new URL(response.headers.get('location')!);
        return location.searchParams.get('prompt');
      };
      expect(await promptOf('prompt=login')).toBe('login');
      expect(await promptOf('prompt=none')).toBeNull();
      expect(await promptOf('')).toBeNull();
    });

    it('keeps the cookies of the ten latest sign-ins', async () => {
      const cookies: string[] = [];
      for (let i = 0; i < 12; i++) {
        cookies.push((await authorize()).csrf);
      }
      const response = await stack.get('/', { cookie: cookies.join('; ') });
      const [one, two, ...rest] = response.headers.getSetCookie();
      for (const [index, expired] of [one, two].entries()) {
        expect(expired).toMatch(`${cookies[index].split('=')[0]}=;`);
        expect(expired).toMatch(/Max-Age=0$/);
      }
      expect(rest).toEqual([expect.not.stringContaining('Max-Age')]);
    });

    it.each([
      '/_oauth2/start?persona=ada',
      '/_oauth2/callback?code=x&state=y',
      '/_oauth2/sign_out',
      '/_oauth2/auth',
      '/_oauth2/userinfo',
      '/_idp/authorize',
      '/catalog',
    ])('forbids browsers to store the answer to %s', async path => {
      const anonymous = await stack.get(path);
      expect(anonymous.headers.get('cache-control')).toBe('no-store');
    });

    it('shows all personas, and escapes what is not its own', async () => {
      const response = await stack.get('/_idp/authorize?state="><script>');
      const html = await response.text();
      for (const { id } of personas) {
        expect(html).toContain(`value="${id}"`);
      }
      expect(html).not.toContain('<script>');
      expect(html).not.toContain('<house>');
      expect(html).toContain('For development only');
      expect(response.headers.get('content-security-policy')).toContain(
        "default-src 'none'",
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    });

    it.each([
      'https://evil.example.com/',
      '//evil.example.com',
      '/\\evil.example.com',
      '/\t/evil.example.com',
      '\\/evil.example.com',
      'evil.example.com',
      '',
    ])('never redirects to %p', async rd => {
      const query = `rd=${encodeURIComponent(rd)}`;
      const start = await stack.get(`/_oauth2/start?persona=ada&${query}`);
      expect(start.headers.get('location')).toBe('/');
      const out = await stack.get(`/_oauth2/sign_out?${query}`);
      expect(out.headers.get('location')).toBe('/');
    });
  });

  describe('with a session', () => {
    it.each([
      ['/api/catalog/entities?a=%2F', 'backend'],
      ['/.backstage/health/v1/readiness', 'backend'],
      ['/.well-known/oauth-protected-resource', 'backend'],
      ['/apis', 'app'],
      ['/catalog?x=1', 'app'],
    ])('sends %s to the %s, as it is', async (path, upstream) => {
      const seen = await seenBy(await stack.signIn('ada'), path);
      expect(seen).toMatchObject({ upstream, url: path });
    });

    it('adds an identity token that verifies against the published keys', async () => {
      const seen = await seenBy(await stack.signIn('ada'), '/api/x');
      const { payload } = await jwtVerify(
        tokenOf(seen),
        createRemoteJWKSet(new URL(`${stack.origin}/_idp/jwks`)),
        { issuer: 'http://127.0.0.1:0/_idp', audience: 'backstage' },
      );
      expect(payload).toMatchObject({
        sub: 'dev|ada',
        preferred_username: 'ada',
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        groups: ['platform', 'admins'],
      });
    });

    it('names its issuer and keys in the discovery document', async () => {
      const response = await stack.get(
        '/_idp/.well-known/openid-configuration',
      );
      expect(await response.json()).toMatchObject({
        issuer: 'http://127.0.0.1:0/_idp',
        jwks_uri: 'http://127.0.0.1:0/_idp/jwks',
      });
    });

    it.each([
      'X-OAUTH2-PROXY-ID-TOKEN',
      'x-oauth2-proxy-id-token',
      'X_OAUTH2_PROXY_ID_TOKEN',
      'x-oauth2_proxy-ID-token',
    ])('drops %s of a client', async name => {
      const seen = await seenBy(await stack.signIn('grace'), '/api/x', {
        [name]: FORGED,
      });
      expect(JSON.stringify(seen.headers)).not.toContain('forged');
      expect(decodeJwt(tokenOf(seen)).sub).toBe('dev|grace');
    });

    it('drops copies of a client that come twice', async () => {
      const cookie = await stack.signIn('grace');
      const answer = await sendRaw(
        stack.port,
        [
          'GET /api/x HTTP/1.1',
          'Host: 127.0.0.1',
          `Cookie: ${cookie}`,
          `X-OAUTH2-PROXY-ID-TOKEN: ${FORGED}`,
          `x-oauth2-proxy-id-token: ${FORGED}`,
          'Connection: close',
          '',
          '',
        ].join('\r\n'),
      );
      expect(answer).toContain('200 OK');
      expect(answer).not.toContain('forged');
    });

    it('hands on nobody when a client names the header in Connection', async () => {
      const cookie = await stack.signIn('grace');
      const answer = await sendRaw(
        stack.port,
        [
          'GET /api/x HTTP/1.1',
          'Host: 127.0.0.1',
          `Cookie: ${cookie}`,
          `X-OAUTH2-PROXY-ID-TOKEN: ${FORGED}`,
          'Connection: close, X-OAUTH2-PROXY-ID-TOKEN',
          '',
          '',
        ].join('\r\n'),
      );
      expect(answer).toContain('200 OK');
      expect(answer).not.toMatch(/x-oauth2-proxy-id-token":/i);
    });

    it('has a connection of its own, none that may be closing', async () => {
      const connections = jest.fn();
      stack.app.on('connection', connections);
      const cookie = await stack.signIn('ada');
      for (const path of ['/one', '/two', '/three']) {
        await seenBy(cookie, path);
      }
      expect(connections).toHaveBeenCalledTimes(3);
    });

    it.each(['/', '/catalog', '/signed-out.html'])(
      'gives the page %s the policy of the backend, and lets it reload hot',
      async path => {
        const cookie = await stack.signIn('ada');
        const page = await stack.get(path, { cookie });
        const devServer = stack.appOrigin.replace('http:', 'ws:');
        expect(page.headers.get('content-security-policy')).toBe(
          `img-src 'self';connect-src 'self' ${devServer}`,
        );
      },
    );

    it('serves pages while the backend is down', async () => {
      const cookie = await stack.signIn('ada');
      await close(stack.backend);
      const page = await stack.get('/catalog', { cookie });
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toBeNull();
    });

    it('leaves Authorization as it is', async () => {
      const seen = await seenBy(await stack.signIn('ada'), '/api/x', {
        authorization: 'Bearer of-backstage',
      });
      expect(seen.headers.authorization).toBe('Bearer of-backstage');
    });

    it('hands on a large body whole', async () => {
      const body = 'x'.repeat(5_000_000);
      const response = await fetch(`${stack.origin}/api/x`, {
        method: 'POST',
        body,
        headers: { cookie: await stack.signIn('ada') },
      });
      const seen: Seen = await response.json();
      expect(seen.method).toBe('POST');
      expect(seen.body === body).toBe(true);
    });

    it.each([
      ['/api/signals', 'backend'],
      ['/ws', 'app'],
    ])('connects a WebSocket at %s to the %s', async (path, upstream) => {
      const cookie = await stack.signIn('ada');
      const socket = new WebSocket(`${stack.origin}${path}`, {
        headers: { cookie, 'X-OAUTH2-PROXY-ID-TOKEN': FORGED },
      });
      socket.on('open', () => socket.send('hello'));
      const answer = await new Promise<string>(resolve =>
        socket.on('message', data => resolve(String(data))),
      );
      socket.close();
      const { said, identity, ...rest } = JSON.parse(answer);
      expect({ said, ...rest }).toEqual({ said: 'hello', upstream });
      expect(decodeJwt(identity.replace('Bearer ', '')).sub).toBe('dev|ada');
    });

    it('passes events on as they come', async () => {
      const response = await stack.get('/api/events', {
        cookie: await stack.signIn('ada'),
      });
      const reader = response.body!.getReader();
      const { value } = await reader.read();
      expect(new TextDecoder().decode(value)).toBe('data: first\n\n');
      await reader.cancel();
    });

    it('answers 202 at /auth and says who is there at /userinfo', async () => {
      const cookie = await stack.signIn('ada');
      expect((await stack.get('/_oauth2/auth', { cookie })).status).toBe(202);
      const info = await stack.get('/_oauth2/userinfo', { cookie });
      expect(await info.json()).toEqual({
        user: 'dev|ada',
        email: 'ada@example.com',
        groups: ['platform', 'admins'],
        preferredUsername: 'ada',
      });
    });

    it('answers 401 at both to nobody', async () => {
      expect((await stack.get('/_oauth2/auth')).status).toBe(401);
      expect((await stack.get('/_oauth2/userinfo')).status).toBe(401);
    });

    it.each(['GET', 'POST'])(
      'ends at sign-out by %s, also for a cookie that was kept',
      async method => {
        const cookie = await stack.signIn('ada');
        const out = await fetch(`${stack.origin}/_oauth2/sign_out?rd=/bye`, {
          method,
          headers: { cookie },
          redirect: 'manual',
        });
        expect(out.status).toBe(302);
        expect(out.headers.get('location')).toBe('/bye');
        expect(out.headers.getSetCookie()[0]).toMatch(
          /^_oauth2_proxy=;.*Max-Age=0$/,
        );
        expect((await stack.get('/api/x', { cookie })).status).toBe(401);
      },
    );

    it('renews the token before it ends', async () => {
      freezeClock();
      const cookie = await stack.signIn('ada');
      const first = tokenOf(await seenBy(cookie, '/api/x'));
      jest.setSystemTime(Date.now() + 239_000);
      expect(tokenOf(await seenBy(cookie, '/api/x'))).toBe(first);
      jest.setSystemTime(Date.now() + 2_000);
      const renewed = tokenOf(await seenBy(cookie, '/api/x'));
      expect(Number(decodeJwt(renewed).exp)).toBe(
        Math.floor(Date.now() / 1000) + 300,
      );
    });

    it('of flash ends with its token, after a minute', async () => {
      freezeClock();
      const cookie = await stack.signIn('flash');
      jest.setSystemTime(Date.now() + 59_000);
      expect((await stack.get('/api/x', { cookie })).status).toBe(200);
      jest.setSystemTime(Date.now() + 2_000);
      expect((await stack.get('/api/x', { cookie })).status).toBe(401);
    });
  });

  describe('while app or backend are not there', () => {
    it('shows a page that reloads automatically, and 502 to scripts', async () => {
      const cookie = await stack.signIn('ada');
      await close(stack.app);
      await close(stack.backend);

      const page = await stack.get('/catalog', { cookie });
      expect(page.status).toBe(502);
      expect(await page.text()).toContain('http-equiv="refresh"');
      const api = await stack.get('/api/x', { cookie });
      expect(api.status).toBe(502);
      expect(await api.json()).toEqual({
        error: { message: expect.any(String) },
      });
    });

    it('is alive and not ready', async () => {
      expect((await stack.get('/ping')).status).toBe(200);
      expect((await stack.get('/ready')).status).toBe(200);
      await close(stack.backend);
      expect((await stack.get('/ready')).status).toBe(503);
    });
  });

  describe('at another address than that of app.baseUrl', () => {
    const ask = (host: string, request = 'GET /catalog?a=%2F', headers = '') =>
      sendRaw(
        stack.port,
        `${request} HTTP/1.1\r\nHost: ${host}\r\n${headers}Connection: close\r\n\r\n`,
      );

    it.each(['localhost', 'localhost:3000', '[::1]:3000', 'LocalHost'])(
      'redirects a page at %s before it sets a cookie',
      async host => {
        const answer = await ask(host);
        expect(answer).toMatch(/^HTTP\/1.1 302 /);
        expect(answer).toMatch(
          /^location: http:\/\/127.0.0.1:0\/catalog\?a=%2F\r$/m,
        );
        expect(answer).not.toMatch(/set-cookie/i);
      },
    );

    it('redirects a sign-in too', async () => {
      const answer = await ask('localhost', 'GET /_oauth2/start?rd=/x');
      expect(answer).toContain(
        'location: http://127.0.0.1:0/_oauth2/start?rd=/x',
      );
    });

    it.each(['GET /api/catalog/entities', 'POST /catalog', 'GET /static/a.js'])(
      'refuses %s with a text that names the address',
      async request => {
        const answer = await ask('localhost', request);
        expect(answer).toMatch(/^HTTP\/1.1 421 /);
        expect(answer).toContain('This portal is at http://127.0.0.1:0.');
      },
    );

    it.each([
      'evil.example',
      'localhost.evil.example',
      'app.localhost',
      '0.0.0.0',
      '10.0.0.1',
      'a b',
      '',
    ])('refuses the host %p, even with a session', async host => {
      const cookie = await stack.signIn('ada');
      const answer = await ask(host, 'GET /', `Cookie: ${cookie}\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 4(21|00) /);
    });

    it('refuses a WebSocket', async () => {
      const cookie = await stack.signIn('ada');
      const socket = new WebSocket(`${stack.origin}/api/signals`, {
        headers: { cookie, host: 'evil.example' },
      });
      const status = await new Promise(resolve =>
        socket.on('unexpected-response', (_, res) => resolve(res.statusCode)),
      );
      expect(status).toBe(421);
    });

    it('listens at [::1] as well, where this machine has IPv6', async () => {
      const hasIPv6 = Object.values(networkInterfaces())
        .flat()
        .some(address => address?.address === '::1');
      const answer = fetch(`http://[::1]:${stack.port}/catalog`, {
        redirect: 'manual',
      }).then(({ status }) => status);
      await expect(answer.catch(() => 'none')).resolves.toBe(
        hasIPv6 ? 302 : 'none',
      );
    });
  });

  it('listens on this machine only', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find(
        address => address && !address.internal && address.family === 'IPv4',
      );
    const reach = outside
      ? fetch(`http://${outside.address}:${stack.port}/ping`)
      : Promise.reject(new Error('there is no outside here'));
    await expect(reach).rejects.toThrow();
  });

  it('sets no end to connections that are idle', async () => {
    const { headers } = await stack.get('/ping');
    expect(headers.get('connection')).toBe('keep-alive');
    expect(headers.get('keep-alive')).toBeNull();
  });

  it('stops at once, with connections open', async () => {
    const cookie = await stack.signIn('ada');
    const socket = new WebSocket(`${stack.origin}/api/signals`, {
      headers: { cookie },
    });
    await new Promise(resolve => socket.on('open', resolve));
    const closed = new Promise(resolve => socket.on('close', resolve));
    await stack.stop();
    await closed;
    await expect(stack.get('/ping')).rejects.toThrow();
  });
});
