import { createFetchApi, FetchMiddlewares } from '@backstage/core-app-api';
import { FetchApi } from '@backstage/core-plugin-api';
import { registerMswTestHooks } from '@backstage/test-utils';
import { waitFor } from '@testing-library/react';
import { http, HttpResponse, HttpResponseResolver } from 'msw';
import {
  ADA,
  GRACE,
  openTab,
  ORIGIN,
  TestPortal,
} from './__testUtils__/portal';
import { holdRequests } from './holdRequests';

const API = `${ORIGIN}/api/catalog/entities`;
const ELSEWHERE = 'https://elsewhere.example.com/data';
const BACKSTAGE_ERROR = { error: { name: 'AuthenticationError', message: '' } };

const portal = new TestPortal();
registerMswTestHooks(portal.server);

/** Responses that don't come from the portal. */
const foreign: Record<string, HttpResponseResolver> = {
  "the proxy's 401": () => HttpResponse.json({}, { status: 401 }),
  "another proxy's 401": () =>
    HttpResponse.html('<h1>401</h1>', { status: 401 }),
};

describe('holdRequests', () => {
  let tab: ReturnType<typeof openTab>;
  let sent: { token: string | null; body: string }[];
  let fetch: FetchApi['fetch'];

  beforeEach(() => {
    tab = openTab();
    sent = [];
    portal.signIn(ADA);
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

  afterEach(() => tab.close());

  /** Answers one request after the other; the last answer stays. */
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

  const ok = () => HttpResponse.json({ ok: true });
  const noNetwork = () => HttpResponse.error();

  const waitUntilEnded = () =>
    waitFor(() => expect(tab.state().name).toBe('ended'));

  it.each(Object.entries(foreign))(
    'holds a write that got %s, and resends it once with the new token',
    async (_, refuse) => {
      answerWith(API, refuse, ok);
      portal.endSession();
      const response = fetch(API, { method: 'POST', body: 'typed' });
      await waitUntilEnded();
      portal.signIn(ADA);
      await tab.session.refresh();
      expect(await (await response).json()).toEqual({ ok: true });
      expect(sent.map(({ body }) => body)).toEqual(['typed', 'typed']);
      expect(sent[0].token).not.toBe(sent[1].token);
    },
  );

  it('holds a Request object with its body', async () => {
    answerWith(API, foreign["the proxy's 401"], ok);
    portal.endSession();
    const response = fetch(new Request(API, { method: 'PUT', body: 'typed' }));
    await waitUntilEnded();
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
    expect(sent.map(({ body }) => body)).toEqual(['typed', 'typed']);
  });

  it('does not send a request while the session has ended', async () => {
    answerWith(API, ok);
    portal.endSession();
    await tab.session.check();
    const response = fetch(API, { method: 'POST' });
    expect(sent).toEqual([]);
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
    expect(sent).toHaveLength(1);
  });

  it('sends nothing as another user', async () => {
    answerWith(API, foreign["the proxy's 401"], ok);
    portal.endSession();
    const done = jest.fn();
    fetch(API, { method: 'POST' }).then(done, done);
    await waitUntilEnded();
    portal.signIn(GRACE);
    await tab.session.refresh();
    expect(tab.state().name).toBe('other_user');
    expect(sent).toHaveLength(1);
    expect(done).not.toHaveBeenCalled();
  });

  it('holds a resent request again when the session ends again', async () => {
    const refuse = foreign["the proxy's 401"];
    const refuseAgain: HttpResponseResolver = info => {
      portal.endSession();
      return refuse(info);
    };
    answerWith(API, refuse, refuseAgain, ok);
    portal.endSession();
    const response = fetch(API);
    await waitUntilEnded();
    portal.signIn(ADA);
    await tab.session.refresh();
    await waitFor(() => expect(sent).toHaveLength(2));
    await waitUntilEnded();
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it("resends a request that got the proxy's 401 only once while the user is signed in", async () => {
    answerWith(API, foreign["the proxy's 401"]);
    expect((await fetch(API, { method: 'POST' })).status).toBe(401);
    expect(sent).toHaveLength(2);
  });

  it("returns another service's 401 while the user is signed in", async () => {
    answerWith(API, foreign["another proxy's 401"]);
    expect((await fetch(API, { method: 'POST' })).status).toBe(401);
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
    const response = fetch(API, { headers: { accept: 'application/json' } });
    await waitUntilEnded();
    portal.signIn(ADA);
    await tab.session.refresh();
    expect(await (await response).json()).toEqual({ ok: true });
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
    const response = fetch(API);
    await waitUntilEnded();
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
  });

  it.each([
    ['there is no network', noNetwork],
    ['the proxy says 502', () => HttpResponse.html('', { status: 502 })],
    ['the proxy says 503', () => HttpResponse.text('', { status: 503 })],
    ['the proxy says 504', () => HttpResponse.text('', { status: 504 })],
  ])('holds a read until the portal is back when %s', async (_, fail) => {
    answerWith(API, fail, ok);
    portal.goDown();
    const response = fetch(API);
    await waitFor(() => expect(tab.state().name).toBe('interrupted'));
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
  });

  it('holds a read by POST', async () => {
    const url = `${API}/by-refs`;
    answerWith(url, noNetwork, ok);
    portal.goDown();
    const response = fetch(url, { method: 'POST', body: '{}' });
    await waitFor(() => expect(tab.state().name).toBe('interrupted'));
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it('resends a write that the proxy answered with 503 and {}', async () => {
    answerWith(API, () => HttpResponse.json({}, { status: 503 }), ok);
    portal.answer(() => HttpResponse.json({}, { status: 503 }));
    const response = fetch(API, { method: 'PUT', body: 'typed' });
    await waitFor(() => expect(tab.state().name).toBe('interrupted'));
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
    expect(sent.map(({ body }) => body)).toEqual(['typed', 'typed']);
  });

  it.each([502, 503, 504])(
    'does not resend a write that got %s from a server that may have received it',
    async status => {
      answerWith(API, () => HttpResponse.text('{"error":1}', { status }), ok);
      portal.goDown();
      const response = await fetch(API, { method: 'PUT', body: 'typed' });
      expect(response.status).toBe(status);
      expect(sent).toHaveLength(1);
    },
  );

  it('does not resend a write that the portal may have received', async () => {
    answerWith(API, noNetwork, ok);
    portal.goDown();
    await expect(fetch(API, { method: 'POST' })).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(1);
  });

  it('holds a write while the portal is known to be unreachable', async () => {
    answerWith(API, ok);
    portal.goDown();
    await tab.session.check();
    const response = fetch(API, { method: 'POST' });
    expect(sent).toEqual([]);
    portal.signIn(ADA);
    await tab.session.refresh();
    expect((await response).status).toBe(200);
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
    portal.endSession();
    await tab.session.check();
    const caller = new AbortController();
    const response = fetch(API, { signal: caller.signal });
    caller.abort(new Error('aborted'));
    await expect(response).rejects.toThrow('aborted');
  });

  it('does not hold requests to other sites', async () => {
    answerWith(ELSEWHERE, foreign["the proxy's 401"]);
    portal.endSession();
    expect((await fetch(ELSEWHERE)).status).toBe(401);
    expect(tab.state().name).toBe('signed_in');
  });
});
