import { SIGNED_OUT_PAGE } from '../proxyPaths';
import { watchPageEvents } from './pageEvents';
import { Session } from './Session';

/** Also used by `static/signed-in.js`. */
export const CHANNEL = 'backstage-plugin-auth-oauth2proxy-react';

/** After this long without a refresh, a page may have missed the end of its session. */
const AWAY_MS = 5 * 60_000;

type TabMessage =
  /** Also sent by `static/signed-in.js`, which doesn't know the user. */
  | { name: 'signed_in'; userEntityRef?: string }
  | { name: 'ended' }
  | { name: 'signed_out' };

/**
 * Keeps a session in sync with the other tabs, and checks it when the user returns to the page.
 *
 * @returns a function that stops this
 */
export function syncTabs(session: Session): () => void {
  const { store, options } = session;
  const channel = new BroadcastChannel(CHANNEL);
  let refreshedAt = Date.now();

  const refresh = () => {
    refreshedAt = Date.now();
    return session.refresh();
  };

  const onMessage = async (message: TabMessage) => {
    if (store.state.name === 'signed_out') {
      return;
    }
    switch (message.name) {
      case 'signed_out':
        session.stop();
        store.send(message);
        options.navigation.replace(pageAfterSignOut(options.signOutUrl));
        break;
      case 'ended':
        await session.check();
        break;
      default: {
        const { userEntityRef } = await session.getBackstageIdentity();
        const isSameUser = message.userEntityRef === userEntityRef;
        if (!isSameUser || store.state.name !== 'signed_in') {
          await refresh();
        }
      }
    }
  };

  const broadcast = async () => {
    const send = (message: TabMessage) => channel.postMessage(message);
    const { name } = store.state;
    if (name === 'signed_in') {
      const { userEntityRef } = await session.getBackstageIdentity();
      send({ name, userEntityRef });
    } else if (name === 'ended' || name === 'signed_out') {
      send({ name });
    }
  };

  const onReturn = () => {
    const wasAway = Date.now() - refreshedAt > AWAY_MS;
    if (store.state.name !== 'signed_in' || wasAway) {
      refresh();
    }
  };

  const onRestored = () => {
    if (store.state.name === 'signed_out') {
      options.navigation.reload();
    } else {
      refresh();
    }
  };

  channel.onmessage = ({ data }) => onMessage(data);
  const unsubscribe = store.subscribe(broadcast);
  const stopWatching = watchPageEvents({
    onReturn,
    onNetwork: refresh,
    onRestored,
  });
  broadcast();
  return () => {
    unsubscribe();
    stopWatching();
    channel.close();
  };
}

/** Only the tab that signs out goes to the identity provider's own page. */
function pageAfterSignOut(signOutUrl: string): string {
  return signOutUrl.startsWith('/') ? signOutUrl : SIGNED_OUT_PAGE;
}
