import { SIGNED_OUT_PAGE } from '../proxyPaths';
import { watchMoments } from './pageEvents';
import { Session, SessionOptions } from './Session';
import { joinTabs, TabMessage } from './tabs';

/** A page that was away for so long may have missed something. */
const AWAY_MS = 5 * 60_000;

/**
 * Ties a session to those of the other tabs, and to the moments at which someone comes back to this one.
 *
 * @returns what unties it
 */
export function connectSession(
  session: Session,
  { signOutUrl, exits }: SessionOptions,
): () => void {
  const { store } = session;
  let askedAt = Date.now();

  const ask = () => {
    askedAt = Date.now();
    return session.askAgain();
  };

  const hear = async (message: TabMessage) => {
    if (store.state.name === 'signed_out') {
      return;
    }
    switch (message.name) {
      case 'signed_out':
        session.end();
        store.send(message);
        exits.replace(pageAfterSignOut(signOutUrl));
        break;
      case 'ended':
        await session.check();
        break;
      default: {
        const { userEntityRef } = await session.getBackstageIdentity();
        const known = message.userEntityRef === userEntityRef;
        if (!known || store.state.name !== 'signed_in') {
          await ask();
        }
      }
    }
  };

  const tabs = joinTabs(hear);

  const tell = async () => {
    const { name } = store.state;
    if (name === 'signed_in') {
      const { userEntityRef } = await session.getBackstageIdentity();
      tabs.tell({ name, userEntityRef });
    } else if (name === 'ended' || name === 'signed_out') {
      tabs.tell({ name });
    }
  };

  const onReturn = () => {
    const wasAway = Date.now() - askedAt > AWAY_MS;
    if (store.state.name !== 'signed_in' || wasAway) {
      ask();
    }
  };

  const onRestored = () => {
    if (store.state.name === 'signed_out') {
      exits.reload();
    } else {
      ask();
    }
  };

  const unsubscribe = store.subscribe(tell);
  const stopWatching = watchMoments({
    onReturn,
    onNetwork: ask,
    onRestored,
  });
  tell();
  return () => {
    unsubscribe();
    stopWatching();
    tabs.close();
  };
}

/** The provider's own page, if that is where signing out leads, is for one tab only. */
function pageAfterSignOut(signOutUrl: string): string {
  return signOutUrl.startsWith('/') ? signOutUrl : SIGNED_OUT_PAGE;
}
