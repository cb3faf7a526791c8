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
import { holdRequests } from './sessionFetch';

const API = `${ORIGIN}/api/catalog/entities`;
const ELSEWHERE = 'https://elsewhere.example.com/data';
const BACKSTAGE_ERROR = { error: { name: 'AuthenticationError', message: '' } };

const portal = new TestPortal();
registerMswTestHooks(portal.server);

/** What does not come from the portal. */
const doubtful: Record<string, HttpResponseResolver> = {
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

  const untilOver = () => waitFor(() => expect(tab.state().name).toBe('ended'));

  it.each(Object.entries(doubtful))(
    'holds a write that got %s, and sends it once with the new token',
    async (_, refuse) => {
      answerWith(API, refuse, ok);
      portal.endSession();
      const response = fetch(API, { method: 'POST', body: 'typed' });
      await untilOver();
      portal.signIn(ADA);
      await tab.session.askAgain();
      expect(await (await response).json()).toEqual({ ok: true });
      expect(sent.map(({ body }) => body)).toEqual(['typed', 'typed']);
      expect(sent[0].token).not.toBe(sent[1].token);
    },
  );

  it('holds a request that is given as one, with its body', async () => {
    answerWith(API, doubtful["the proxy's 401"], ok);
    portal.endSession();
    const response = fetch(new Request(API, { method: 'PUT', body: 'typed' }));
    await untilOver();
    portal.signIn(ADA);
    await tab.session.askAgain();
    expect((await response).status).toBe(200);
    expect(sent.map(({ body }) => body)).toEqual(['typed', 'typed']);
  });

  it('does not even send what is asked for while the session is over', async () => {
    answerWith(API, ok);
    portal.endSession();
    await tab.session.check();
    const response = fetch(API, { method: 'POST' });
    expect(sent).toEqual([]);
    portal.signIn(ADA);
    await tab.session.askAgain();
    expect((await response).status).toBe(200);
    expect(sent).toHaveLength(1);
  });

  it('sends nothing as somebody else', async () => {
    answerWith(API, doubtful["the proxy's 401"], ok);
    portal.endSession();
    const done = jest.fn();
    fetch(API, { method: 'POST' }).then(done, done);
    await untilOver();
    portal.signIn(GRACE);
    await tab.session.askAgain();
    expect(tab.state().name).toBe('other_person');
    expect(sent).toHaveLength(1);
    expect(done).not.toHaveBeenCalled();
  });

  it('holds again what is refused again', async () => {
    const refuse = doubtful["the proxy's 401"];
    const refuseAgain: HttpResponseResolver = info => {
      portal.endSession();
      return refuse(info);
    };
    answerWith(API, refuse, refuseAgain, ok);
    portal.endSession();
    const response = fetch(API);
    await untilOver();
    portal.signIn(ADA);
    await tab.session.askAgain();
    await waitFor(() => expect(sent).toHaveLength(2));
    await untilOver();
    portal.signIn(ADA);
    await tab.session.askAgain();
    expect((await response).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it("sends what got the proxy's 401 again when someone is signed in after all, but only once", async () => {
    answerWith(API, doubtful["the proxy's 401"]);
    expect((await fetch(API, { method: 'POST' })).status).toBe(401);
    expect(sent).toHaveLength(2);
  });

  it("hands over another service's 401 that came through while the session goes on", async () => {
    answerWith(API, doubtful["another proxy's 401"]);
    expect((await fetch(API, { method: 'POST' })).status).toBe(401);
    expect(sent).toHaveLength(1);
    expect(tab.state().name).toBe('signed_in');
  });

  it.each([401, 403])(
    'hands over the %s of a plugin, without asking anything',
    async status => {
      portal.endSession();
      answerWith(API, () => HttpResponse.json(BACKSTAGE_ERROR, { status }));
      const response = await fetch(API);
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual(BACKSTAGE_ERROR);
      expect(tab.state().name).toBe('signed_in');
    },
  );

  it('holds a read that got a page where it asked for JSON', async () => {
    answerWith(API, () => HttpResponse.html('<h1>Sign in</h1>'), ok);
    portal.endSession();
    const response = fetch(API, { headers: { accept: 'application/json' } });
    await untilOver();
    portal.signIn(ADA);
    await tab.session.askAgain();
    expect(await (await response).json()).toEqual({ ok: true });
  });

  it('hands over a page where none but a page was asked for', async () => {
    portal.endSession();
    answerWith(API, () => HttpResponse.html('<h1>Guide</h1>'));
    expect(await (await fetch(API)).text()).toBe('<h1>Guide</h1>');
    expect(tab.state().name).toBe('signed_in');
  });

  it('holds a read that could not follow where it was sent', async () => {
    answerWith(API, noNetwork, ok);
    portal.endSession();
    const response = fetch(API);
    await untilOver();
    portal.signIn(ADA);
    await tab.session.askAgain();
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
    await tab.session.askAgain();
    expect((await response).status).toBe(200);
  });

  it('holds what only reads, although by POST', async () => {
    const url = `${API}/by-refs`;
    answerWith(url, noNetwork, ok);
    portal.goDown();
    const response = fetch(url, { method: 'POST', body: '{}' });
    await waitFor(() => expect(tab.state().name).toBe('interrupted'));
    portal.signIn(ADA);
    await tab.session.askAgain();
    expect((await response).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it('sends a write again that the proxy answered with 503 and {}, because the portal has not seen it', async () => {
    answerWith(API, () => HttpResponse.json({}, { status: 503 }), ok);
    portal.answer(() => HttpResponse.json({}, { status: 503 }));
    const response = fetch(API, { method: 'PUT', body: 'typed' });
    await waitFor(() => expect(tab.state().name).toBe('interrupted'));
    portal.signIn(ADA);
    await tab.session.askAgain();
    expect((await response).status).toBe(200);
    expect(sent.map(({ body }) => body)).toEqual(['typed', 'typed']);
  });

  it.each([502, 503, 504])(
    'does not send a write again that got %s from a server that may have seen it',
    async status => {
      answerWith(API, () => HttpResponse.text('{"error":1}', { status }), ok);
      portal.goDown();
      const response = await fetch(API, { method: 'PUT', body: 'typed' });
      expect(response.status).toBe(status);
      expect(sent).toHaveLength(1);
    },
  );

  it('does not send a write again that may have arrived', async () => {
    answerWith(API, noNetwork, ok);
    portal.goDown();
    await expect(fetch(API, { method: 'POST' })).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(1);
  });

  it('sends a write only when the portal is back once it is known to be down', async () => {
    answerWith(API, ok);
    portal.goDown();
    await tab.session.check();
    const response = fetch(API, { method: 'POST' });
    expect(sent).toEqual([]);
    portal.signIn(ADA);
    await tab.session.askAgain();
    expect((await response).status).toBe(200);
  });

  it('sends a read once more that failed although the session goes on, and hands over what comes then', async () => {
    answerWith(API, noNetwork);
    await expect(fetch(API)).rejects.toThrow(TypeError);
    expect(sent).toHaveLength(2);
    expect(tab.state().name).toBe('signed_in');
  });

  it('hands over the 503 of a plugin', async () => {
    portal.goDown();
    answerWith(API, () => HttpResponse.json(BACKSTAGE_ERROR, { status: 503 }));
    expect((await fetch(API)).status).toBe(503);
    expect(tab.state().name).toBe('signed_in');
  });

  it('gives up a request that its caller calls off', async () => {
    portal.endSession();
    await tab.session.check();
    const caller = new AbortController();
    const response = fetch(API, { signal: caller.signal });
    caller.abort(new Error('called off'));
    await expect(response).rejects.toThrow('called off');
  });

  it('leaves requests to other sites alone', async () => {
    answerWith(ELSEWHERE, doubtful["the proxy's 401"]);
    portal.endSession();
    expect((await fetch(ELSEWHERE)).status).toBe(401);
    expect(tab.state().name).toBe('signed_in');
  });
});
