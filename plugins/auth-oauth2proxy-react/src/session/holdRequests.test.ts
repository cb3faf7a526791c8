import { createFetchApi, FetchMiddlewares } from '@backstage/core-app-api';
import { FetchApi } from '@backstage/core-plugin-api';
import { waitFor } from '@testing-library/react';
import { http, HttpResponse, HttpResponseResolver } from 'msw';
import { GRACE, ORIGIN, TestPortal } from './__testUtils__/portal';
import { holdRequests } from './holdRequests';

const API = `${ORIGIN}/api/catalog/entities`;
const ELSEWHERE = 'https://elsewhere.example.com/data';
const BACKSTAGE_ERROR = { error: { name: 'AuthenticationError', message: '' } };

const portal = new TestPortal();

const ok = () => HttpResponse.json({ ok: true });
const noNetwork = () => HttpResponse.error();
const empty = (status: number) => () => HttpResponse.json({}, { status });
const proxyRefuses = empty(401);
const otherProxyRefuses = () =>
  HttpResponse.html('<h1>401</h1>', { status: 401 });
const text =
  (status: number, body = '') =>
  () =>
    HttpResponse.text(body, { status });

describe('holdRequests', () => {
  let tab: ReturnType<typeof portal.openTab>;
  let sent: { token: string | null; body: string }[];
  let fetch: FetchApi['fetch'];

  beforeEach(() => {
    tab = portal.openTab();
    sent = [];
    portal.signIn();
    ({ fetch } = createFetchApi({
      middleware: [
        holdRequests(() => tab.session),
        FetchMiddlewares.injectIdentityAuth({
          identityApi: tab.session,
          urlPrefixAllowlist: [ORIGIN],
        }),
      ],
    }));
  });

  /** Answers requests in turn. The last answer is repeated. */
  const answerWith = (url: string, ...answers: HttpResponseResolver[]) => {
    portal.server.use(
      http.all(url, async info => {
        const { request } = info;
        sent.push({
          token: request.headers.get('authorization'),
          body: await request.clone().text(),
        });
        return answers[Math.min(sent.length, answers.length) - 1](info);
      }),
    );
  };

  const write = (method = 'POST') => fetch(API, { method, body: 'typed' });
  const bodies = () => sent.map(({ body }) => body);

  /** Waits until a request is held, then signs in again and returns its response. */
  const held = async (
    response: Promise<Response>,
    state: 'ended' | 'interrupted' = 'ended',
  ) => {
    await tab.expectState(state);
    await tab.signIn();
    return response;
  };

  it.each([
    ["the proxy's 401", proxyRefuses],
    ["another proxy's 401", otherProxyRefuses],
  ])(
    'holds a write that got %s, and resends it once with the new token',
    async (_, refuse) => {
      answerWith(API, refuse, ok);
      portal.endSession();
      const response = await held(write());
      expect(await response.json()).toEqual({ ok: true });
      expect(bodies()).toEqual(['typed', 'typed']);
      expect(sent[0].token).not.toBe(sent[1].token);
    },
  );

  it('holds a Request object with its body', async () => {
    answerWith(API, proxyRefuses, ok);
    portal.endSession();
    const request = new Request(API, { method: 'PUT', body: 'typed' });
    expect((await held(fetch(request))).status).toBe(200);
    expect(bodies()).toEqual(['typed', 'typed']);
  });

  it('does not send a request while the session has ended', async () => {
    answerWith(API, ok);
    await tab.endSession();
    const response = write();
    expect(sent).toEqual([]);
    expect((await held(response)).status).toBe(200);
    expect(sent).toHaveLength(1);
  });

  it('sends nothing as another user', async () => {
    answerWith(API, proxyRefuses, ok);
    portal.endSession();
    const done = jest.fn();
    write().then(done, done);
    await tab.expectState('ended');
    await tab.signIn(GRACE);
    expect(tab.state().name).toBe('other_user');
    expect(sent).toHaveLength(1);
    expect(done).not.toHaveBeenCalled();
  });

  it('holds a resent request again when the session ends again', async () => {
    const refuseAgain = () => {
      portal.endSession();
      return proxyRefuses();
    };
    answerWith(API, proxyRefuses, refuseAgain, ok);
    portal.endSession();
    const response = fetch(API);
    await tab.expectState('ended');
    await tab.signIn();
    await waitFor(() => expect(sent).toHaveLength(2));
    expect((await held(response)).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it("resends a request that got the proxy's 401 only once while the user is signed in", async () => {
    answerWith(API, proxyRefuses);
    expect((await write()).status).toBe(401);
    expect(sent).toHaveLength(2);
  });

  it("returns another service's 401 while the user is signed in", async () => {
    answerWith(API, otherProxyRefuses);
    expect((await write()).status).toBe(401);
    expect(sent).toHaveLength(1);
    expect(tab.state().name).toBe('signed_in');
  });

  it.each([401, 403])(
    "returns a plugin's %s without a refresh",
    async status => {
      portal.endSession();
      answerWith(API, () => HttpResponse.json(BACKSTAGE_ERROR, { status }));
      const response = await fetch(API);
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual(BACKSTAGE_ERROR);
      expect(tab.state().name).toBe('signed_in');
    },
  );

  it('holds a read that got a page instead of JSON', async () => {
    answerWith(API, () => HttpResponse.html('<h1>Sign in</h1>'), ok);
    portal.endSession();
    const headers = { accept: 'application/json' };
    const response = await held(fetch(API, { headers }));
    expect(await response.json()).toEqual({ ok: true });
  });

  it('returns a page to a request that does not ask for JSON', async () => {
    portal.endSession();
    answerWith(API, () => HttpResponse.html('<h1>Guide</h1>'));
    expect(await (await fetch(API)).text()).toBe('<h1>Guide</h1>');
    expect(tab.state().name).toBe('signed_in');
  });

  it('holds a read that was redirected to another site', async () => {
    answerWith(API, noNetwork, ok);
    portal.endSession();
    expect((await held(fetch(API))).status).toBe(200);
  });

  it.each([
    ['there is no network', noNetwork],
    ['the proxy returns 502', () => HttpResponse.html('', { status: 502 })],
    ['the proxy returns 503', text(503)],
    ['the proxy returns 504', text(504)],
  ])('holds a read until the portal is back when %s', async (_, fail) => {
    answerWith(API, fail, ok);
    portal.goDown();
    expect((await held(fetch(API), 'interrupted')).status).toBe(200);
  });

  it('holds a read that uses POST', async () => {
    const url = `${API}/by-refs`;
    answerWith(url, noNetwork, ok);
    portal.goDown();
    const response = fetch(url, { method: 'POST', body: '{}' });
    expect((await held(response, 'interrupted')).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it('resends a write that the proxy answered with 503 and {}', async () => {
    answerWith(API, empty(503), ok);
    portal.answer(empty(503));
    expect((await held(write('PUT'), 'interrupted')).status).toBe(200);
    expect(bodies()).toEqual(['typed', 'typed']);
  });

  it.each([502, 503, 504])(
    'does not resend a write that got %s from a server that may have received it',
    async status => {
      answerWith(API, text(status, '{"error":1}'), ok);
      portal.goDown();
      expect((await write('PUT')).status).toBe(status);
      expect(sent).toHaveLength(1);
    },
  );

  it('does not resend a write that the portal may have received', async () => {
    answerWith(API, noNetwork, ok);
    portal.goDown();
    await expect(write()).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(1);
  });

  it('holds a write while the portal is known to be unreachable', async () => {
    answerWith(API, ok);
    portal.goDown();
    await tab.session.check();
    const response = write();
    expect(sent).toEqual([]);
    expect((await held(response, 'interrupted')).status).toBe(200);
  });

  it('resends a failed read once while the user is signed in, then returns the result', async () => {
    answerWith(API, noNetwork);
    await expect(fetch(API)).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(2);
    expect(tab.state().name).toBe('signed_in');
  });

  it("returns a plugin's 503", async () => {
    portal.goDown();
    answerWith(API, () => HttpResponse.json(BACKSTAGE_ERROR, { status: 503 }));
    expect((await fetch(API)).status).toBe(503);
    expect(tab.state().name).toBe('signed_in');
  });

  it('drops an aborted request', async () => {
    await tab.endSession();
    const caller = new AbortController();
    const response = fetch(API, { signal: caller.signal });
    caller.abort(new Error('aborted'));
    await expect(response).rejects.toThrow('aborted');
  });

  it('does not hold requests to other sites', async () => {
    answerWith(ELSEWHERE, proxyRefuses);
    portal.endSession();
    expect((await fetch(ELSEWHERE)).status).toBe(401);
    expect(tab.state().name).toBe('signed_in');
  });
});
