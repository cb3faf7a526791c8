import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { networkInterfaces } from 'os';
import { WebSocket } from 'ws';
import { close, Seen, startStack } from './__testUtils__/stack';
import { personas } from './personas';

type Stack = Awaited<ReturnType<typeof startStack>>;

const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';
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

  const getAs = async (persona: string, path: string, headers = {}) =>
    stack.get(path, { cookie: await stack.signIn(persona), ...headers });

  const seenAs = async (
    persona: string,
    path: string,
    headers = {},
  ): Promise<Seen> => (await getAs(persona, path, headers)).json();

  const headingOf = async (response: Response) =>
    (await response.text())
      .match(/<h1>(.*)<\/h1>/)?.[1]
      .replaceAll('&#39;', "'");

  const tokenOf = ({ headers }: Seen) =>
    String(headers['x-oauth2-proxy-id-token']).replace('Bearer ', '');

  const refusalOf = (socket: WebSocket) =>
    new Promise(resolve =>
      socket.on('unexpected-response', (_, res) => resolve(res.statusCode)),
    );

  describe('without a session', () => {
    it("redirects a page to the provider, with the page's address", async () => {
      const response = await stack.get('/catalog?a=1&b=%2F%3Bc');
      expect(response.status).toBe(302);
      const location = new URL(response.headers.get('location')!);
      expect(location.pathname).toBe('/_idp/authorize');
      expect(location.searchParams.get('state')).toMatch(
        /^\w+:\/catalog\?a=1&b=%2F%3Bc$/,
      );
    });

    it('responds to an unencoded semicolon in a query with 400 and a page', async () => {
      const response = await stack.get('/catalog?a=1;b=2');
      expect(response.status).toBe(400);
      expect(await headingOf(response)).toBe("This address can't be opened");
    });

    it('responds to a wrong escape in a path with 400 and a page', async () => {
      const response = await stack.get('/catalog/%zz');
      expect(response.status).toBe(400);
      expect(await headingOf(response)).toBe("This address can't be opened");
    });

    it('redirects an empty segment to the path without it, and keeps the query', async () => {
      const response = await stack.get('/api//catalog?a=//b');
      expect(response.status).toBe(301);
      expect(response.headers.get('location')).toBe('/api/catalog?a=//b');
    });

    it('forwards the token endpoint without an identity', async () => {
      const response = await stack.request('/api/auth/v1/token', {
        method: 'POST',
        headers: { [HEADER]: FORGED },
      });
      const { headers }: Seen = await response.json();
      expect(headers['x-oauth2-proxy-id-token']).toBeUndefined();
    });

    it('redirects the page that authorizes clients', async () => {
      const path = '/api/auth/v1/authorize?client_id=x';
      const response = await stack.get(path);
      expect(response.status).toBe(302);
      const state = new URL(response.headers.get('location')!).searchParams.get(
        'state',
      );
      expect(state).toContain(path);
    });

    it.each([
      ['/events', '*/*'],
      ['/static', '*/*'],
      ['/catalog/default/component/node.js', '*/*'],
      ['/search?query=/static/main.js', '*/*'],
      ['/signed-in.html', '*/*'],
      ['/_oauth2/unknown', '*/*'],
      ['/', 'application/json;q=0.9, text/html'],
    ])('redirects %s as a page if it accepts %s', async (path, accept) => {
      expect((await stack.get(path, { accept })).status).toBe(302);
    });

    it.each([
      ['/api/catalog/entities', 'text/html'],
      ['/api/events', 'text/html'],
      ['/.backstage/x', 'text/html'],
      ['/static/main.js', 'text/html'],
      ['/static/main.css?v=1', 'text/html'],
      ['/manifest.json', 'text/html'],
      ['/favicon.ico', 'text/html'],
      ['/icon.svg', 'text/html'],
      ['/main.1234.hot-update.json', 'text/html'],
      ['/', 'application/json'],
    ])(
      'responds to %s for %s with 401, without a sign-in',
      async (path, accept) => {
        const response = await stack.get(path, { accept });
        expect(response.status).toBe(401);
        expect(response.headers.getSetCookie()).toEqual([]);
        expect(await response.text()).toBe('{}');
      },
    );

    it.each([
      '/signed-out.html',
      '/.backstage/health/v1/readiness',
      '/api/auth/.well-known/jwks.json',
    ])('forwards GET %s without an identity', async path => {
      const response = await stack.get(path, { [HEADER]: FORGED });
      const { headers }: Seen = await response.json();
      expect(headers['x-oauth2-proxy-id-token']).toBeUndefined();
    });

    it('forwards only GET to these paths', async () => {
      const path = '/api/auth/.well-known/jwks.json';
      const response = await stack.request(path, { method: 'POST' });
      expect(response.status).toBe(401);
    });
  });

  describe('sign-in', () => {
    const PAGE = '/catalog?a=1&b=%2F%3Bc';

    const authorize = async (path = PAGE) => {
      const { headers } = await stack.get(path);
      const location = new URL(headers.get('location')!);
      return {
        csrf: headers.getSetCookie()[0].split(';')[0],
        state: location.searchParams.get('state')!,
      };
    };

    const pick = (persona: string, state: string) =>
      stack.request('/_idp/authorize', {
        method: 'POST',
        body: new URLSearchParams({ persona, state }),
      });

    /** Picks a user on the provider's page, and returns the callback's URL. */
    const callbackOf = async (persona: string, state: string) =>
      (await pick(persona, state)).headers.get('location')!;

    it('leads through a page, a code and a callback to the requested page', async () => {
      const { csrf, state } = await authorize();
      const picked = await pick('ada', state);
      expect(picked.status).toBe(303);
      const callback = picked.headers.get('location')!;
      expect(callback).toMatch(/^\/_oauth2\/callback\?code=/);

      const back = await stack.get(callback, { cookie: csrf });
      expect(back.status).toBe(302);
      expect(back.headers.get('location')).toBe(PAGE);
      const [session, expired] = back.headers.getSetCookie();
      expect(session).toMatch(
        /^_oauth2_proxy=\S{40,}; Path=\/; HttpOnly; SameSite=Lax$/,
      );
      expect(expired).toMatch(/Max-Age=0$/);
    });

    it('refuses a callback in a browser that did not start it', async () => {
      const { state } = await authorize();
      const back = await stack.get(await callbackOf('ada', state));
      expect(back.status).toBe(403);
      expect(back.headers.getSetCookie()).toEqual([]);
      expect(await headingOf(back)).toBe("This sign-in couldn't be completed");
    });

    it('accepts a code only once', async () => {
      const { csrf, state } = await authorize();
      const callback = await callbackOf('ada', state);
      await stack.get(callback, { cookie: csrf });
      const again = await stack.get(callback, { cookie: csrf });
      expect(again.status).toBe(500);
      expect(await headingOf(again)).toBe("This sign-in couldn't be completed");
    });

    it("shows the provider's refusal without parts of the address", async () => {
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
        "The identity provider didn't let you in",
      );
    });

    it('refuses a user whose email address is not verified', async () => {
      const { csrf, state } = await authorize();
      const callback = await callbackOf('vera', state);
      const response = await stack.get(callback, { cookie: csrf });
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await headingOf(response)).toBe(
        "Your email address isn't verified",
      );
      const direct = await stack.get('/_oauth2/start?persona=vera');
      expect(direct.headers.getSetCookie()).toEqual([]);
    });

    it.each(['mallory', '', 'Ada'])(
      'refuses the persona %p and lists the valid ones',
      async persona => {
        expect((await pick(persona, 'x')).status).toBe(400);
        const response = await stack.get(`/_oauth2/start?persona=${persona}`);
        expect(response.status).toBe(400);
        expect(await response.text()).toContain('ada, grace');
      },
    );

    it("keeps the ten latest sign-ins' cookies", async () => {
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
    ])('forbids browsers from storing the response to %s', async path => {
      const { headers } = await stack.get(path);
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('lists all personas, and escapes the state and the title', async () => {
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

    it('publishes its issuer and keys in the discovery document', async () => {
      const path = '/_idp/.well-known/openid-configuration';
      expect(await (await stack.get(path)).json()).toMatchObject({
        issuer: 'http://127.0.0.1:0/_idp',
        jwks_uri: 'http://127.0.0.1:0/_idp/jwks',
      });
    });
  });

  describe('with a session', () => {
    it.each([
      ['/api/catalog/entities?a=%2F', 'backend'],
      ['/.backstage/health/v1/readiness', 'backend'],
      ['/.well-known/oauth-protected-resource', 'backend'],
      ['/apis', 'app'],
      ['/catalog?x=1', 'app'],
    ])('forwards %s to the %s unchanged', async (path, upstream) => {
      expect(await seenAs('ada', path)).toMatchObject({ upstream, url: path });
    });

    it('adds an identity token that the published keys verify', async () => {
      const { payload } = await jwtVerify(
        tokenOf(await seenAs('ada', '/api/x')),
        createRemoteJWKSet(new URL(`${stack.origin}/_idp/jwks`)),
        { issuer: 'http://127.0.0.1:0/_idp', audience: 'backstage' },
      );
      expect(payload).toMatchObject({
        sub: 'dev|ada',
        preferred_username: 'ada',
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        groups: ['platform', 'portal-admins'],
      });
    });

    it.each([
      HEADER,
      'x-oauth2-proxy-id-token',
      'X_OAUTH2_PROXY_ID_TOKEN',
      'x-oauth2_proxy-ID-token',
    ])("drops a client's %s", async name => {
      const seen = await seenAs('grace', '/api/x', { [name]: FORGED });
      expect(JSON.stringify(seen.headers)).not.toContain('forged');
      expect(decodeJwt(tokenOf(seen)).sub).toBe('dev|grace');
    });

    it('opens a connection per request, because an idle one may be closing', async () => {
      const connections = jest.fn();
      stack.app.on('connection', connections);
      for (const path of ['/one', '/two', '/three']) {
        await seenAs('ada', path);
      }
      expect(connections).toHaveBeenCalledTimes(3);
    });

    it.each(['/', '/catalog', '/signed-out.html'])(
      "gives the page %s the backend's policy, and allows hot reload",
      async path => {
        const { headers } = await getAs('ada', path);
        const devServer = stack.appOrigin.replace('http:', 'ws:');
        expect(headers.get('content-security-policy')).toBe(
          `img-src 'self';connect-src 'self' ${devServer}`,
        );
      },
    );

    it('serves pages while the backend is down', async () => {
      await close(stack.backend);
      const page = await getAs('ada', '/catalog');
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toBeNull();
    });

    it('forwards a large body completely', async () => {
      const body = 'x'.repeat(5_000_000);
      const response = await stack.request('/api/x', {
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
      const socket = stack.connect(path, { cookie, [HEADER]: FORGED });
      socket.on('open', () => socket.send('hello'));
      const message = await new Promise<string>(resolve =>
        socket.on('message', data => resolve(String(data))),
      );
      socket.close();
      const { said, identity, ...rest } = JSON.parse(message);
      expect({ said, ...rest }).toEqual({ said: 'hello', upstream });
      expect(decodeJwt(identity.replace('Bearer ', '')).sub).toBe('dev|ada');
    });

    it('forwards events as they arrive', async () => {
      const response = await getAs('ada', '/api/events');
      const reader = response.body!.getReader();
      const { value } = await reader.read();
      expect(new TextDecoder().decode(value)).toBe('data: first\n\n');
      await reader.cancel();
    });

    it('responds at /auth with 202 and at /userinfo with the user', async () => {
      expect((await getAs('ada', '/_oauth2/auth')).status).toBe(202);
      const info = await getAs('ada', '/_oauth2/userinfo');
      expect(await info.json()).toEqual({
        user: 'dev|ada',
        email: 'ada@example.com',
        groups: ['platform', 'portal-admins'],
        preferredUsername: 'ada',
      });
    });

    it('responds at /auth and /userinfo with 401 without a session', async () => {
      expect((await stack.get('/_oauth2/auth')).status).toBe(401);
      expect((await stack.get('/_oauth2/userinfo')).status).toBe(401);
    });

    it.each(['GET', 'POST'])(
      'ends the session on sign-out by %s, even for a copied cookie',
      async method => {
        const cookie = await stack.signIn('ada');
        const headers = { cookie };
        const path = '/_oauth2/sign_out?rd=/bye';
        const out = await stack.request(path, { method, headers });
        expect(out.status).toBe(302);
        expect(out.headers.get('location')).toBe('/bye');
        expect(out.headers.getSetCookie()[0]).toMatch(
          /^_oauth2_proxy=;.*Max-Age=0$/,
        );
        expect((await stack.get('/api/x', headers)).status).toBe(401);
      },
    );

    describe('over time', () => {
      // Sockets need all timers; only the date is under the test's control.
      beforeEach(() => {
        jest.useFakeTimers({
          doNotFake: [
            ...(['hrtime', 'nextTick', 'performance'] as const),
            ...(['queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
            ...(['setInterval', 'clearInterval'] as const),
            ...(['setTimeout', 'clearTimeout'] as const),
          ],
        });
      });

      const wait = (seconds: number) =>
        jest.setSystemTime(Date.now() + seconds * 1000);

      it('renews the token before it expires', async () => {
        const cookie = await stack.signIn('ada');
        const token = async () =>
          tokenOf(await (await stack.get('/api/x', { cookie })).json());
        const first = await token();
        wait(239);
        expect(await token()).toBe(first);
        wait(2);
        expect(Number(decodeJwt(await token()).exp)).toBe(
          Math.floor(Date.now() / 1000) + 300,
        );
      });

      it("ends flash's session with its token, after a minute", async () => {
        const cookie = await stack.signIn('flash');
        wait(59);
        expect((await stack.get('/api/x', { cookie })).status).toBe(200);
        wait(2);
        expect((await stack.get('/api/x', { cookie })).status).toBe(401);
      });
    });
  });

  describe('while the app or the backend is unavailable', () => {
    it('shows a page that reloads automatically, and 502 to scripts', async () => {
      await close(stack.app);
      await close(stack.backend);

      const page = await getAs('ada', '/catalog');
      expect(page.status).toBe(502);
      expect(await page.text()).toContain('http-equiv="refresh"');
      const api = await getAs('ada', '/api/x');
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

  describe('at another address than app.baseUrl', () => {
    const ask = (host: string, request = 'GET /catalog?a=%2F', headers = {}) =>
      stack.sendRaw(
        request,
        Object.entries({ Host: host, ...headers }).map(
          ([name, value]) => `${name}: ${value}`,
        ),
      );

    it.each(['localhost', 'localhost:3000', '[::1]:3000', 'LocalHost'])(
      'redirects a page at %s without setting a cookie',
      async host => {
        const response = await ask(host);
        expect(response).toMatch(/^HTTP\/1.1 302 /);
        expect(response).toMatch(
          /^location: http:\/\/127.0.0.1:0\/catalog\?a=%2F\r$/m,
        );
        expect(response).not.toMatch(/set-cookie/i);
      },
    );

    it('redirects a sign-in too', async () => {
      expect(await ask('localhost', 'GET /_oauth2/start?rd=/x')).toContain(
        'location: http://127.0.0.1:0/_oauth2/start?rd=/x',
      );
    });

    it.each(['GET /api/catalog/entities', 'POST /catalog', 'GET /static/a.js'])(
      'refuses %s and shows the right address',
      async request => {
        const response = await ask('localhost', request);
        expect(response).toMatch(/^HTTP\/1.1 421 /);
        expect(response).toContain('This portal is at http://127.0.0.1:0.');
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
      const Cookie = await stack.signIn('ada');
      const response = await ask(host, 'GET /', { Cookie });
      expect(response).toMatch(/^HTTP\/1.1 4(21|00) /);
    });

    it('refuses a WebSocket', async () => {
      const cookie = await stack.signIn('ada');
      const headers = { cookie, host: 'evil.example' };
      expect(await refusalOf(stack.connect('/api/signals', headers))).toBe(421);
    });
  });

  const addresses = Object.values(networkInterfaces()).flat();

  it('also listens on [::1] if this machine has IPv6', async () => {
    const hasIPv6 = addresses.some(address => address?.address === '::1');
    const status = fetch(`http://[::1]:${stack.port}/catalog`, {
      redirect: 'manual',
    }).then(response => response.status);
    await expect(status.catch(() => 'none')).resolves.toBe(
      hasIPv6 ? 302 : 'none',
    );
  });

  it('listens only on this machine', async () => {
    const outside = addresses.find(
      address => address && !address.internal && address.family === 'IPv4',
    );
    const response = outside
      ? fetch(`http://${outside.address}:${stack.port}/ping`)
      : Promise.reject(new Error('there is no other address'));
    await expect(response).rejects.toThrow();
  });

  it('does not close idle connections', async () => {
    const { headers } = await stack.get('/ping');
    expect(headers.get('connection')).toBe('keep-alive');
    expect(headers.get('keep-alive')).toBeNull();
  });

  it('stops immediately, even with open connections', async () => {
    const cookie = await stack.signIn('ada');
    const socket = stack.connect('/api/signals', { cookie });
    await new Promise(resolve => socket.on('open', resolve));
    const closed = new Promise(resolve => socket.on('close', resolve));
    await stack.stop();
    await closed;
    await expect(stack.get('/ping')).rejects.toThrow();
  });
});
