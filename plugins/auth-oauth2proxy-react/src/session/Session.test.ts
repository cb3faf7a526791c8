import { registerMswTestHooks } from '@backstage/test-utils';
import { waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import {
  GRACE,
  ADA,
  openTab,
  TestPortal,
  tokenId,
} from './__testUtils__/portal';
import { MAX_WAIT_MS, MAX_WAITING } from './RequestQueue';
import { UNREACHABLE_GRACE_MS } from './SessionStore';
import { signInInPopup } from './signInInPopup';
import { CHANNEL } from './syncTabs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const portal = new TestPortal();
registerMswTestHooks(portal.server);

describe('Session', () => {
  const tabs: ReturnType<typeof openTab>[] = [];

  const open = async (options?: Parameters<typeof openTab>[0]) => {
    const tab = openTab(options);
    tabs.push(tab);
    await tab.session.getProfileInfo();
    return tab;
  };

  /** Opens a tab and ends its session. */
  const openEnded = async () => {
    const tab = await open();
    portal.endSession();
    await tab.session.check();
    return tab;
  };

  const credentials = async ({ session }: ReturnType<typeof openTab>) => {
    const { token } = await session.getCredentials();
    return tokenId(token);
  };

  beforeEach(() => {
    portal.refreshes = 0;
    portal.cookieCleared = false;
    portal.signIn(ADA);
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'],
    });
  });

  afterEach(() => {
    tabs.splice(0).forEach(tab => tab.close());
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  describe('token', () => {
    it('is the one from the sign-in page while it is valid for long enough', async () => {
      const tab = await open();
      jest.setSystemTime(Date.now() + 54 * MINUTE);
      expect(await credentials(tab)).toBe('0');
      expect(portal.refreshes).toBe(0);
    });

    it('is refreshed five minutes before it expires, before a request needs it', async () => {
      const tab = await open();
      await jest.advanceTimersByTimeAsync(55 * MINUTE);
      await waitFor(async () => expect(await credentials(tab)).not.toBe('0'));
      expect(portal.refreshes).toBe(1);
    });

    it('is refreshed once for simultaneous requests', async () => {
      const tab = await open();
      jest.setSystemTime(Date.now() + 56 * MINUTE);
      const all = await Promise.all([1, 2, 3].map(() => credentials(tab)));
      expect(new Set(all).size).toBe(1);
      expect(all[0]).not.toBe('0');
      expect(portal.refreshes).toBe(1);
    });

    it('is used until it expires when the portal is unreachable', async () => {
      const tab = await open();
      portal.goDown();
      jest.setSystemTime(Date.now() + 56 * MINUTE);
      expect(await credentials(tab)).toBe('0');
      expect(tab.state().name).toBe('interrupted');
    });

    it('makes requests wait when it has expired and the portal is unreachable', async () => {
      const tab = await open();
      portal.goDown();
      jest.setSystemTime(Date.now() + 2 * HOUR);
      const waiting = credentials(tab);
      await waitFor(() => expect(tab.state().name).toBe('interrupted'));
      portal.signIn(ADA);
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await waiting).not.toBe('0');
    });

    it('is not refreshed by a hidden page', async () => {
      jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      await open();
      await jest.advanceTimersByTimeAsync(2 * HOUR);
      expect(portal.refreshes).toBe(0);
    });

    it('has a lifetime that counts from its arrival, whatever the local clock says', async () => {
      const tab = await open();
      const now = Date.now();
      jest.setSystemTime(now - 30 * 24 * HOUR);
      expect(await credentials(tab)).toBe('0');
      expect(portal.refreshes).toBe(0);
    });
  });

  describe('expiry', () => {
    it.each([
      ['says 401', () => HttpResponse.json({}, { status: 401 })],
      [
        'says 401 with a page',
        () => HttpResponse.html('<h1>401</h1>', { status: 401 }),
      ],
    ])('ends the session when the proxy %s', async (_, answer) => {
      const tab = await open();
      portal.answer(answer);
      expect(await tab.session.check()).toEqual({ name: 'ended' });
    });

    it.each([401, 403])(
      'refuses the user when the portal says %s with a reason',
      async status => {
        const tab = await open();
        const error = { name: 'Error', code: 'user_unknown' };
        portal.answer(() => HttpResponse.json({ error }, { status }));
        expect(await tab.session.check()).toEqual({
          name: 'refused',
          reason: 'user_unknown',
        });
      },
    );

    it('refuses the user when the auth provider is not configured', async () => {
      const tab = await open();
      const error = { name: 'NotFoundError', message: 'Unknown provider' };
      portal.answer(() => HttpResponse.json({ error }, { status: 404 }));
      expect(await tab.session.check()).toEqual({
        name: 'refused',
        reason: '404',
      });
    });

    it.each([
      ['nothing', () => HttpResponse.error()],
      ['404 without an error', () => HttpResponse.text('', { status: 404 })],
      ['500', () => HttpResponse.text('', { status: 500 })],
      ['502', () => HttpResponse.html('', { status: 502 })],
      ['503', () => HttpResponse.text('', { status: 503 })],
      ['a page instead', () => HttpResponse.html('<h1>Wi-Fi</h1>')],
    ])(
      'does not end the session when the response is %s',
      async (_, answer) => {
        const tab = await open();
        portal.answer(answer);
        expect(await tab.session.check()).toEqual({ name: 'interrupted' });
      },
    );

    it('sends no further refresh while the session has ended', async () => {
      const tab = await openEnded();
      await Promise.all([tab.session.check(), tab.session.check()]);
      expect(portal.refreshes).toBe(1);
    });

    it('gives waiting requests the new token when the same user signs in', async () => {
      const tab = await openEnded();
      const waiting = credentials(tab);
      portal.signIn(ADA);
      await tab.session.refresh();
      expect(tab.state().name).toBe('signed_in');
      expect(await waiting).not.toBe('0');
    });

    it('releases no waiting request when another user signs in', async () => {
      const tab = await openEnded();
      const resumed = jest.fn();
      credentials(tab).then(resumed);
      portal.signIn(GRACE);
      await tab.session.refresh();
      expect(tab.state()).toEqual({
        name: 'other_user',
        user: GRACE.name,
        owner: ADA.name,
      });
      expect((await tab.session.getBackstageIdentity()).userEntityRef).toBe(
        'user:default/ada',
      );
      expect(resumed).not.toHaveBeenCalled();
      expect(tab.navigation.reload).not.toHaveBeenCalled();
    });

    it('keeps the identity of the user', async () => {
      const tab = await openEnded();
      expect(await tab.session.getProfileInfo()).toEqual({
        displayName: ADA.name,
        email: undefined,
        picture: undefined,
      });
    });
  });

  describe('interruption', () => {
    it('is shown after the grace period, until the portal is back', async () => {
      const tab = await open();
      portal.goDown();
      await tab.session.check();
      await jest.advanceTimersByTimeAsync(UNREACHABLE_GRACE_MS);
      expect(tab.state().name).toBe('offline');
      portal.signIn(ADA);
      await jest.advanceTimersByTimeAsync(30_000);
      await waitFor(() => expect(tab.state().name).toBe('signed_in'));
    });

    it('is retried less and less often', async () => {
      const tab = await open();
      portal.goDown();
      await tab.session.check();
      await jest.advanceTimersByTimeAsync(10 * MINUTE);
      expect(portal.refreshes).toBeGreaterThan(20);
      expect(portal.refreshes).toBeLessThan(60);
    });

    it('ends when the network is back', async () => {
      const tab = await open();
      portal.goDown();
      await tab.session.check();
      portal.signIn(ADA);
      window.dispatchEvent(new Event('online'));
      await waitFor(() => expect(tab.state().name).toBe('signed_in'));
    });
  });

  describe('request queue', () => {
    it('rejects requests beyond the limit', async () => {
      const tab = await openEnded();
      const { store } = tab.session;
      const all = Array.from({ length: MAX_WAITING }, () =>
        store.waitUntilActive(),
      );
      await expect(store.waitUntilActive()).rejects.toThrow(
        /100 other requests are already waiting/,
      );
      portal.signIn(ADA);
      await tab.session.refresh();
      await Promise.all(all);
    });

    it('rejects requests that wait too long', async () => {
      const { session } = await openEnded();
      const failed = jest.fn();
      session.store.waitUntilActive().catch(failed);
      await jest.advanceTimersByTimeAsync(MAX_WAIT_MS - 1);
      expect(failed).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(1);
      expect(String(failed.mock.calls[0])).toMatch(/waited for an hour/);
    });

    it('drops aborted requests', async () => {
      const { session } = await openEnded();
      const caller = new AbortController();
      const waiting = session.store.waitUntilActive(caller.signal);
      caller.abort(new Error('aborted'));
      await expect(waiting).rejects.toThrow('aborted');
      await expect(
        session.store.waitUntilActive(caller.signal),
      ).rejects.toThrow();
    });
  });

  describe('tabs', () => {
    it('all end the session when one finds out', async () => {
      const other = await open();
      await openEnded();
      await waitFor(() => expect(other.state().name).toBe('ended'));
    });

    it('all continue when the user signs in again in one', async () => {
      const other = await open();
      const tab = await openEnded();
      await waitFor(() => expect(other.state().name).toBe('ended'));
      portal.signIn(ADA);
      await tab.session.refresh();
      await waitFor(() => expect(other.state().name).toBe('signed_in'));
    });

    it('continue when a new tab is signed in', async () => {
      const tab = await openEnded();
      portal.signIn(ADA);
      await open();
      await waitFor(() => expect(tab.state().name).toBe('signed_in'));
    });

    it('do not refresh because another tab opens', async () => {
      await open();
      await open();
      await jest.advanceTimersByTimeAsync(1_000);
      expect(portal.refreshes).toBe(0);
    });

    it.each(['user:default/grace', undefined])(
      'notice that another tab signed in another user: %s',
      async userEntityRef => {
        const tab = await open();
        portal.signIn(GRACE);
        const other = new BroadcastChannel(CHANNEL);
        other.postMessage({ name: 'signed_in', userEntityRef });
        await waitFor(() => expect(tab.state().name).toBe('other_user'));
        other.close();
      },
    );

    it('are all signed out together', async () => {
      const other = await open();
      const tab = await open();
      tab.session.signOut();
      await waitFor(() =>
        expect(other.navigation.replace).toHaveBeenCalledWith(
          '/signed-out.html',
        ),
      );
      await waitFor(() =>
        expect(tab.navigation.replace).toHaveBeenCalledTimes(1),
      );
    });
  });

  describe('signing out', () => {
    it('clears the Backstage cookie, then leaves through the proxy', async () => {
      const { session, navigation } = await open();
      const done = jest.fn();
      session.signOut().then(done);
      await waitFor(() =>
        expect(navigation.replace).toHaveBeenCalledWith(
          '/_oauth2/sign_out?rd=%2Fsigned-out.html',
        ),
      );
      expect(portal.cookieCleared).toBe(true);
      expect(done).not.toHaveBeenCalled();
    });

    it('redirects to the configured address, and keeps other tabs within the portal', async () => {
      const signOutUrl = 'https://id.example.com/logout?back=a&b=c';
      const other = await open({ signOutUrl });
      const { session, navigation } = await open({ signOutUrl });
      session.signOut();
      await waitFor(() =>
        expect(navigation.replace).toHaveBeenCalledWith(
          `/_oauth2/sign_out?rd=${encodeURIComponent(signOutUrl)}`,
        ),
      );
      await waitFor(() =>
        expect(other.navigation.replace).toHaveBeenCalledWith(
          '/signed-out.html',
        ),
      );
    });

    it('sends no more refreshes', async () => {
      const { session } = await open();
      session.signOut();
      window.dispatchEvent(new Event('focus'));
      window.dispatchEvent(new Event('online'));
      await jest.advanceTimersByTimeAsync(2 * HOUR);
      expect(portal.refreshes).toBe(0);
    });

    it('reloads a page that Back restores from the browser cache', async () => {
      const { session, navigation } = await open();
      session.signOut();
      const event = new PageTransitionEvent('pageshow', { persisted: true });
      window.dispatchEvent(event);
      expect(navigation.reload).toHaveBeenCalled();
    });
  });

  describe('returning to the page', () => {
    it('refreshes after a long absence', async () => {
      const tab = await open();
      portal.endSession();
      jest.setSystemTime(Date.now() + 6 * MINUTE);
      window.dispatchEvent(new Event('focus'));
      await waitFor(() => expect(tab.state().name).toBe('ended'));
    });

    it('does not refresh after a short absence', async () => {
      await open();
      window.dispatchEvent(new Event('focus'));
      await jest.advanceTimersByTimeAsync(1_000);
      expect(portal.refreshes).toBe(0);
    });
  });

  describe('sign-in pop-up', () => {
    const mockPopup = () => {
      const opened = { closed: false, close: jest.fn(), focus: jest.fn() };
      jest.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
      return opened;
    };

    it('starts at the proxy and ends on a page of the portal', async () => {
      const { session } = await openEnded();
      mockPopup();
      signInInPopup(session);
      expect(window.open).toHaveBeenCalledWith(
        '/_oauth2/start?rd=%2Fsigned-in.html',
        expect.any(String),
        expect.stringContaining('popup'),
      );
      expect(session.store.state.name).toBe('signing_in');
    });

    it('closes when the user signs in, in any tab', async () => {
      const { session } = await openEnded();
      const opened = mockPopup();
      signInInPopup(session);
      portal.signIn(ADA);
      await session.refresh();
      expect(opened.close).toHaveBeenCalled();
    });

    it('triggers a refresh when it is closed', async () => {
      const { session } = await openEnded();
      const opened = mockPopup();
      signInInPopup(session);
      portal.signIn(ADA);
      opened.closed = true;
      await jest.advanceTimersByTimeAsync(500);
      await waitFor(() => expect(session.store.state.name).toBe('signed_in'));
    });

    it('leaves the session ended when it is closed without signing in', async () => {
      const { session } = await openEnded();
      const opened = mockPopup();
      signInInPopup(session);
      opened.closed = true;
      await jest.advanceTimersByTimeAsync(500);
      expect(session.store.state.name).toBe('ended');
    });

    it('reports that the browser blocked it', async () => {
      const { session } = await openEnded();
      jest.spyOn(window, 'open').mockReturnValue(null);
      signInInPopup(session);
      expect(session.store.state.name).toBe('popup_blocked');
    });
  });
});
