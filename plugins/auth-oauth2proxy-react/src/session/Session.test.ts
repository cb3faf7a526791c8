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
import { QUIET_MS } from './SessionStore';
import { signInBeside } from './signInAgain';
import { MAX_WAIT_MS, MAX_WAITING } from './RequestQueue';
import { joinTabs } from './tabs';

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

  /** A tab whose session has ended, and which knows it. */
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
    portal.asked = 0;
    portal.cookieDeleted = false;
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
    it('is that of the sign-in page, without asking, while it is good for long', async () => {
      const tab = await open();
      jest.setSystemTime(Date.now() + 54 * MINUTE);
      expect(await credentials(tab)).toBe('0');
      expect(portal.asked).toBe(0);
    });

    it('is renewed five minutes before it ends, before anyone needs it', async () => {
      const tab = await open();
      await jest.advanceTimersByTimeAsync(55 * MINUTE);
      await waitFor(async () => expect(await credentials(tab)).not.toBe('0'));
      expect(portal.asked).toBe(1);
    });

    it('is asked for once by many requests at once', async () => {
      const tab = await open();
      jest.setSystemTime(Date.now() + 56 * MINUTE);
      const all = await Promise.all([1, 2, 3].map(() => credentials(tab)));
      expect(new Set(all).size).toBe(1);
      expect(all[0]).not.toBe('0');
      expect(portal.asked).toBe(1);
    });

    it('goes on being used until it ends when the portal does not answer', async () => {
      const tab = await open();
      portal.goDown();
      jest.setSystemTime(Date.now() + 56 * MINUTE);
      expect(await credentials(tab)).toBe('0');
      expect(tab.state().name).toBe('interrupted');
    });

    it('is waited for when it has ended and the portal does not answer', async () => {
      const tab = await open();
      portal.goDown();
      jest.setSystemTime(Date.now() + 2 * HOUR);
      const waiting = credentials(tab);
      await waitFor(() => expect(tab.state().name).toBe('interrupted'));
      portal.signIn(ADA);
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await waiting).not.toBe('0');
    });

    it('is not renewed by a page that nobody looks at', async () => {
      jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      await open();
      await jest.advanceTimersByTimeAsync(2 * HOUR);
      expect(portal.asked).toBe(0);
    });

    it('counts from when it came, whatever the clock of this machine says', async () => {
      const tab = await open();
      const now = Date.now();
      jest.setSystemTime(now - 30 * 24 * HOUR);
      expect(await credentials(tab)).toBe('0');
      expect(portal.asked).toBe(0);
    });
  });

  describe('that ends', () => {
    it.each([
      ['says 401', () => HttpResponse.json({}, { status: 401 })],
      [
        'says 401 with a page',
        () => HttpResponse.html('<h1>401</h1>', { status: 401 }),
      ],
    ])('is over when the proxy %s', async (_, answer) => {
      const tab = await open();
      portal.answer(answer);
      expect(await tab.session.check()).toEqual({ name: 'ended' });
    });

    it.each([401, 403])(
      'is refused when the portal says %s and why',
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

    it.each([
      ['nothing', () => HttpResponse.error()],
      ['500', () => HttpResponse.text('', { status: 500 })],
      ['502', () => HttpResponse.html('', { status: 502 })],
      ['503', () => HttpResponse.text('', { status: 503 })],
      ['a page instead', () => HttpResponse.html('<h1>Wi-Fi</h1>')],
    ])('is not over when the answer is %s', async (_, answer) => {
      const tab = await open();
      portal.answer(answer);
      expect(await tab.session.check()).toEqual({ name: 'interrupted' });
    });

    it('is not asked about again while it is known to be over', async () => {
      const tab = await openEnded();
      await Promise.all([tab.session.check(), tab.session.check()]);
      expect(portal.asked).toBe(1);
    });

    it('hands out the new token to what waited, once the same person is back', async () => {
      const tab = await openEnded();
      const waiting = credentials(tab);
      portal.signIn(ADA);
      await tab.session.askAgain();
      expect(tab.state().name).toBe('signed_in');
      expect(await waiting).not.toBe('0');
    });

    it('lets nothing go that waited when somebody else signs in', async () => {
      const tab = await openEnded();
      const gone = jest.fn();
      credentials(tab).then(gone);
      portal.signIn(GRACE);
      await tab.session.askAgain();
      expect(tab.state()).toEqual({ name: 'other_person', person: GRACE.name });
      expect((await tab.session.getBackstageIdentity()).userEntityRef).toBe(
        'user:default/ada',
      );
      expect(gone).not.toHaveBeenCalled();
      expect(tab.exits.reload).not.toHaveBeenCalled();
    });

    it('knows who it was all the while', async () => {
      const tab = await openEnded();
      expect(await tab.session.getProfileInfo()).toEqual({
        displayName: ADA.name,
        email: undefined,
        picture: undefined,
      });
    });
  });

  describe('that is interrupted', () => {
    it('says so after a while, and no longer when the portal is back', async () => {
      const tab = await open();
      portal.goDown();
      await tab.session.check();
      await jest.advanceTimersByTimeAsync(QUIET_MS);
      expect(tab.state().name).toBe('offline');
      portal.signIn(ADA);
      await jest.advanceTimersByTimeAsync(30_000);
      await waitFor(() => expect(tab.state().name).toBe('signed_in'));
    });

    it('is asked about less and less often', async () => {
      const tab = await open();
      portal.goDown();
      await tab.session.check();
      await jest.advanceTimersByTimeAsync(10 * MINUTE);
      expect(portal.asked).toBeGreaterThan(20);
      expect(portal.asked).toBeLessThan(60);
    });

    it('is asked about when the network is there again', async () => {
      const tab = await open();
      portal.goDown();
      await tab.session.check();
      portal.signIn(ADA);
      window.dispatchEvent(new Event('online'));
      await waitFor(() => expect(tab.state().name).toBe('signed_in'));
    });
  });

  describe('what waits', () => {
    it('is limited in number', async () => {
      const tab = await openEnded();
      const { store } = tab.session;
      const all = Array.from({ length: MAX_WAITING }, () => store.untilOpen());
      await expect(store.untilOpen()).rejects.toThrow(/100 others wait/);
      portal.signIn(ADA);
      await tab.session.askAgain();
      await Promise.all(all);
    });

    it('is limited in time', async () => {
      const { session } = await openEnded();
      const failed = jest.fn();
      session.store.untilOpen().catch(failed);
      await jest.advanceTimersByTimeAsync(MAX_WAIT_MS - 1);
      expect(failed).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(1);
      expect(String(failed.mock.calls[0])).toMatch(/and that for an hour/);
    });

    it('goes when it is called off', async () => {
      const { session } = await openEnded();
      const caller = new AbortController();
      const waiting = session.store.untilOpen(caller.signal);
      caller.abort(new Error('called off'));
      await expect(waiting).rejects.toThrow('called off');
      await expect(session.store.untilOpen(caller.signal)).rejects.toThrow();
    });
  });

  describe('in several tabs', () => {
    it('is over in all when one finds out', async () => {
      const other = await open();
      await openEnded();
      await waitFor(() => expect(other.state().name).toBe('ended'));
    });

    it('goes on in all when someone signs in again in one', async () => {
      const other = await open();
      const tab = await openEnded();
      await waitFor(() => expect(other.state().name).toBe('ended'));
      portal.signIn(ADA);
      await tab.session.askAgain();
      await waitFor(() => expect(other.state().name).toBe('signed_in'));
    });

    it('goes on when a tab is opened anew', async () => {
      const tab = await openEnded();
      portal.signIn(ADA);
      await open();
      await waitFor(() => expect(tab.state().name).toBe('signed_in'));
    });

    it('does not ask because a tab is opened while all is well', async () => {
      await open();
      await open();
      await jest.advanceTimersByTimeAsync(1_000);
      expect(portal.asked).toBe(0);
    });

    it.each(['user:default/grace', undefined])(
      'notices that another tab signed in another user: %s',
      async userEntityRef => {
        const tab = await open();
        portal.signIn(GRACE);
        const other = joinTabs(() => {});
        other.tell({ name: 'signed_in', userEntityRef });
        await waitFor(() => expect(tab.state().name).toBe('other_person'));
        other.close();
      },
    );

    it('is signed out in all', async () => {
      const other = await open();
      const tab = await open();
      tab.session.signOut();
      await waitFor(() =>
        expect(other.exits.replace).toHaveBeenCalledWith('/signed-out.html'),
      );
      await waitFor(() => expect(tab.exits.replace).toHaveBeenCalledTimes(1));
    });
  });

  describe('signing out', () => {
    it('deletes the cookie of Backstage, and leaves by the proxy', async () => {
      const { session, exits } = await open();
      const done = jest.fn();
      session.signOut().then(done);
      await waitFor(() =>
        expect(exits.replace).toHaveBeenCalledWith(
          '/_oauth2/sign_out?rd=%2Fsigned-out.html',
        ),
      );
      expect(portal.cookieDeleted).toBe(true);
      expect(done).not.toHaveBeenCalled();
    });

    it('leads where the configuration says, encoded as a whole; other tabs only within the portal', async () => {
      const signOutUrl = 'https://id.example.com/logout?back=a&b=c';
      const other = await open({ signOutUrl });
      const { session, exits } = await open({ signOutUrl });
      session.signOut();
      await waitFor(() =>
        expect(exits.replace).toHaveBeenCalledWith(
          `/_oauth2/sign_out?rd=${encodeURIComponent(signOutUrl)}`,
        ),
      );
      await waitFor(() =>
        expect(other.exits.replace).toHaveBeenCalledWith('/signed-out.html'),
      );
    });

    it('asks nothing any more', async () => {
      const { session } = await open();
      session.signOut();
      window.dispatchEvent(new Event('focus'));
      window.dispatchEvent(new Event('online'));
      await jest.advanceTimersByTimeAsync(2 * HOUR);
      expect(portal.asked).toBe(0);
    });

    it('shows nothing that Back brings out of the memory of the browser', async () => {
      const { session, exits } = await open();
      session.signOut();
      const event = new PageTransitionEvent('pageshow', { persisted: true });
      window.dispatchEvent(event);
      expect(exits.reload).toHaveBeenCalled();
    });
  });

  describe('someone who comes back', () => {
    it('is asked about after a while', async () => {
      const tab = await open();
      portal.endSession();
      jest.setSystemTime(Date.now() + 6 * MINUTE);
      window.dispatchEvent(new Event('focus'));
      await waitFor(() => expect(tab.state().name).toBe('ended'));
    });

    it('is not asked about each time', async () => {
      await open();
      window.dispatchEvent(new Event('focus'));
      await jest.advanceTimersByTimeAsync(1_000);
      expect(portal.asked).toBe(0);
    });
  });

  describe('the small window', () => {
    const openWindow = () => {
      const opened = { closed: false, close: jest.fn(), focus: jest.fn() };
      jest.spyOn(window, 'open').mockReturnValue(opened as unknown as Window);
      return opened;
    };

    it('begins at the proxy, and ends on a page of the portal', async () => {
      const { session } = await openEnded();
      openWindow();
      signInBeside(session);
      expect(window.open).toHaveBeenCalledWith(
        '/_oauth2/start?rd=%2Fsigned-in.html',
        expect.any(String),
        expect.stringContaining('popup'),
      );
      expect(session.store.state.name).toBe('signing_in');
    });

    it('is closed when someone has signed in, in whatever tab', async () => {
      const { session } = await openEnded();
      const opened = openWindow();
      signInBeside(session);
      portal.signIn(ADA);
      await session.askAgain();
      expect(opened.close).toHaveBeenCalled();
    });

    it('that is closed asks again', async () => {
      const { session } = await openEnded();
      const opened = openWindow();
      signInBeside(session);
      portal.signIn(ADA);
      opened.closed = true;
      await jest.advanceTimersByTimeAsync(500);
      await waitFor(() => expect(session.store.state.name).toBe('signed_in'));
    });

    it('that is closed without signing in leaves the session ended', async () => {
      const { session } = await openEnded();
      const opened = openWindow();
      signInBeside(session);
      opened.closed = true;
      await jest.advanceTimersByTimeAsync(500);
      expect(session.store.state.name).toBe('ended');
    });

    it('that is blocked is said to be', async () => {
      const { session } = await openEnded();
      jest.spyOn(window, 'open').mockReturnValue(null);
      signInBeside(session);
      expect(session.store.state.name).toBe('window_blocked');
    });
  });
});
