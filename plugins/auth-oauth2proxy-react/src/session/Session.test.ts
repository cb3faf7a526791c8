import { waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import {
  ADA,
  fakeTimers,
  GRACE,
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

describe('Session', () => {
  fakeTimers();
  beforeEach(() => portal.signIn());

  const open = async (options?: Parameters<typeof portal.openTab>[0]) => {
    const tab = portal.openTab(options);
    await tab.session.getProfileInfo();
    return tab;
  };

  const openEnded = async () => {
    const tab = await open();
    await tab.endSession();
    return tab;
  };

  /** Opens a tab that knows that the portal is unreachable. */
  const openInterrupted = async () => {
    const tab = await open();
    portal.goDown();
    await tab.session.check();
    return tab;
  };

  const credentials = async ({ session }: Awaited<ReturnType<typeof open>>) =>
    tokenId((await session.getCredentials()).token);

  const skip = (time: number) => jest.setSystemTime(Date.now() + time);
  const pass = (time: number) => jest.advanceTimersByTimeAsync(time);

  const expectToLeave = (
    { navigation }: { navigation: { replace: jest.Mock } },
    address: string,
  ) => waitFor(() => expect(navigation.replace).toHaveBeenCalledWith(address));

  const text = (status: number) => () => HttpResponse.text('', { status });

  describe('token', () => {
    it('comes from the sign-in page while it is valid for long enough', async () => {
      const tab = await open();
      skip(54 * MINUTE);
      expect(await credentials(tab)).toBe('0');
      expect(portal.refreshes).toBe(0);
    });

    it('is refreshed five minutes before it expires, before a request needs it', async () => {
      const tab = await open();
      await pass(55 * MINUTE);
      await waitFor(async () => expect(await credentials(tab)).not.toBe('0'));
      expect(portal.refreshes).toBe(1);
    });

    it('is refreshed once for simultaneous requests', async () => {
      const tab = await open();
      skip(56 * MINUTE);
      const all = await Promise.all([1, 2, 3].map(() => credentials(tab)));
      expect(new Set(all).size).toBe(1);
      expect(all[0]).not.toBe('0');
      expect(portal.refreshes).toBe(1);
    });

    it('is used until it expires when the portal is unreachable', async () => {
      const tab = await open();
      portal.goDown();
      skip(56 * MINUTE);
      expect(await credentials(tab)).toBe('0');
      expect(tab.state().name).toBe('interrupted');
    });

    it('makes requests wait when it has expired and the portal is unreachable', async () => {
      const tab = await open();
      portal.goDown();
      skip(2 * HOUR);
      const waiting = credentials(tab);
      await tab.expectState('interrupted');
      portal.signIn();
      await pass(2_000);
      expect(await waiting).not.toBe('0');
    });

    it('is not refreshed by a hidden page', async () => {
      jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      await open();
      await pass(2 * HOUR);
      expect(portal.refreshes).toBe(0);
    });

    it('has a lifetime that starts when it arrives, whatever the local clock says', async () => {
      const tab = await open();
      skip(-30 * 24 * HOUR);
      expect(await credentials(tab)).toBe('0');
      expect(portal.refreshes).toBe(0);
    });
  });

  describe('expiry', () => {
    it.each([
      ['returns 401', () => HttpResponse.json({}, { status: 401 })],
      [
        'returns 401 with a page',
        () => HttpResponse.html('<h1>401</h1>', { status: 401 }),
      ],
    ])('ends the session when the proxy %s', async (_, answer) => {
      const tab = await open();
      portal.answer(answer);
      expect(await tab.session.check()).toEqual({ name: 'ended' });
    });

    it.each([
      ['the portal returns 401 with a reason', 401, 'user_unknown'],
      ['the portal returns 403 with a reason', 403, 'user_unknown'],
      ['the auth provider is not configured', 404, undefined],
    ])('refuses the user when %s', async (_, status, code) => {
      const tab = await open();
      const error = { name: 'Error', code };
      portal.answer(() => HttpResponse.json({ error }, { status }));
      const reason = code ?? '404';
      expect(await tab.session.check()).toEqual({ name: 'refused', reason });
    });

    it.each([
      ['nothing', () => HttpResponse.error()],
      ['404 without an error', text(404)],
      ['500', text(500)],
      ['502', () => HttpResponse.html('', { status: 502 })],
      ['503', text(503)],
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
      await tab.signIn();
      expect(tab.state().name).toBe('signed_in');
      expect(await waiting).not.toBe('0');
    });

    it('releases no waiting request when another user signs in', async () => {
      const tab = await openEnded();
      const resumed = jest.fn();
      credentials(tab).then(resumed);
      await tab.signIn(GRACE);
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

    it("keeps the user's identity", async () => {
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
      const tab = await openInterrupted();
      await pass(UNREACHABLE_GRACE_MS);
      expect(tab.state().name).toBe('offline');
      portal.signIn();
      await pass(30_000);
      await tab.expectState('signed_in');
    });

    it('is retried less and less often', async () => {
      await openInterrupted();
      await pass(10 * MINUTE);
      expect(portal.refreshes).toBeGreaterThan(20);
      expect(portal.refreshes).toBeLessThan(60);
    });

    it('ends when the network is back', async () => {
      const tab = await openInterrupted();
      portal.signIn();
      window.dispatchEvent(new Event('online'));
      await tab.expectState('signed_in');
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
      await tab.signIn();
      await Promise.all(all);
    });

    it('rejects requests that wait too long', async () => {
      const { session } = await openEnded();
      const failed = jest.fn();
      session.store.waitUntilActive().catch(failed);
      await pass(MAX_WAIT_MS - 1);
      expect(failed).not.toHaveBeenCalled();
      await pass(1);
      expect(String(failed.mock.calls[0])).toMatch(/waited for an hour/);
    });

    it('drops aborted requests', async () => {
      const { store } = (await openEnded()).session;
      const caller = new AbortController();
      const waiting = store.waitUntilActive(caller.signal);
      caller.abort(new Error('aborted'));
      await expect(waiting).rejects.toThrow('aborted');
      await expect(store.waitUntilActive(caller.signal)).rejects.toThrow();
    });
  });

  describe('tabs', () => {
    it('all end the session when one detects that it has ended', async () => {
      const other = await open();
      await openEnded();
      await other.expectState('ended');
    });

    it('all continue when the user signs in again in one', async () => {
      const other = await open();
      const tab = await openEnded();
      await other.expectState('ended');
      await tab.signIn();
      await other.expectState('signed_in');
    });

    it('continue when a new tab is signed in', async () => {
      const tab = await openEnded();
      portal.signIn();
      await open();
      await tab.expectState('signed_in');
    });

    it('do not refresh because another tab opens', async () => {
      await open();
      await open();
      await pass(1_000);
      expect(portal.refreshes).toBe(0);
    });

    it.each(['user:default/grace', undefined])(
      'notice that another tab signed in another user: %s',
      async userEntityRef => {
        const tab = await open();
        portal.signIn(GRACE);
        const other = new BroadcastChannel(CHANNEL);
        other.postMessage({ name: 'signed_in', userEntityRef });
        await tab.expectState('other_user');
        other.close();
      },
    );

    it('are all signed out together', async () => {
      const other = await open();
      const tab = await open();
      tab.session.signOut();
      await expectToLeave(other, '/signed-out.html');
      await waitFor(() =>
        expect(tab.navigation.replace).toHaveBeenCalledTimes(1),
      );
    });
  });

  describe('signing out', () => {
    it('clears the Backstage cookie, then leaves through the proxy', async () => {
      const tab = await open();
      const done = jest.fn();
      tab.session.signOut().then(done);
      await expectToLeave(tab, '/_oauth2/sign_out?rd=%2Fsigned-out.html');
      expect(portal.cookieCleared).toBe(true);
      expect(done).not.toHaveBeenCalled();
    });

    it('redirects to the configured address, and keeps other tabs within the portal', async () => {
      const signOutUrl = 'https://id.example.com/logout?back=a&b=c';
      const other = await open({ signOutUrl });
      const tab = await open({ signOutUrl });
      tab.session.signOut();
      await expectToLeave(
        tab,
        `/_oauth2/sign_out?rd=${encodeURIComponent(signOutUrl)}`,
      );
      await expectToLeave(other, '/signed-out.html');
    });

    it('sends no more refreshes', async () => {
      const { session } = await open();
      session.signOut();
      window.dispatchEvent(new Event('focus'));
      window.dispatchEvent(new Event('online'));
      await pass(2 * HOUR);
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
      skip(6 * MINUTE);
      window.dispatchEvent(new Event('focus'));
      await tab.expectState('ended');
    });

    it('does not refresh after a short absence', async () => {
      await open();
      window.dispatchEvent(new Event('focus'));
      await pass(1_000);
      expect(portal.refreshes).toBe(0);
    });
  });

  describe('sign-in pop-up', () => {
    /** Opens a tab whose session has ended, and signs in from there. The browser may block the pop-up. */
    const openPopup = async (isBlocked = false) => {
      const popup = { closed: false, close: jest.fn(), focus: jest.fn() };
      jest
        .spyOn(window, 'open')
        .mockReturnValue(isBlocked ? null : (popup as unknown as Window));
      const tab = await openEnded();
      signInInPopup(tab.session);
      return { popup, tab };
    };

    it('starts at the proxy and ends on a page of the portal', async () => {
      const { tab } = await openPopup();
      expect(window.open).toHaveBeenCalledWith(
        '/_oauth2/start?rd=%2Fsigned-in.html',
        expect.any(String),
        expect.stringContaining('popup'),
      );
      expect(tab.state().name).toBe('signing_in');
    });

    it('closes when the user signs in, in any tab', async () => {
      const { popup, tab } = await openPopup();
      await tab.signIn();
      expect(popup.close).toHaveBeenCalled();
    });

    it('triggers a refresh when it is closed', async () => {
      const { popup, tab } = await openPopup();
      portal.signIn();
      popup.closed = true;
      await pass(500);
      await tab.expectState('signed_in');
    });

    it('leaves the session ended when it is closed without signing in', async () => {
      const { popup, tab } = await openPopup();
      popup.closed = true;
      await pass(500);
      expect(tab.state().name).toBe('ended');
    });

    it('reports that the browser blocked it', async () => {
      const { tab } = await openPopup(true);
      expect(tab.state().name).toBe('popup_blocked');
    });
  });
});
