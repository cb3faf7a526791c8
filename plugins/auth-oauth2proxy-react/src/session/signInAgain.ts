import { SIGNED_IN_PAGE, signInAddress } from '../proxyPaths';
import { Session } from './Session';

const FEATURES = 'popup,width=520,height=720';
const LOOK_AGAIN_MS = 500;

/** Opens a small window to sign in, beside the page. Has to be called from a click, or browsers block it. */
export function signInBeside(session: Session) {
  const { store } = session;
  const opened = window.open(
    signInAddress(SIGNED_IN_PAGE),
    'portal-sign-in',
    FEATURES,
  );
  if (!opened) {
    store.send({ name: 'window_blocked' });
    return;
  }
  opened.focus();
  store.send({ name: 'window_opened' });
  // The window is gone, or looks so: a provider may cut it off from this page.
  const watch = setInterval(() => {
    if (opened.closed) {
      store.send({ name: 'window_closed' });
      session.askAgain();
    }
  }, LOOK_AGAIN_MS);
  const unsubscribe = store.subscribe(() => {
    if (store.state.name !== 'signing_in') {
      clearInterval(watch);
      unsubscribe();
      opened.close();
    }
  });
}

/** Signs in on the page itself, which is loaded anew. */
export function signInHere(exits: Pick<Location, 'replace'>) {
  const { pathname, search, hash } = window.location;
  exits.replace(signInAddress(`${pathname}${search}${hash}`));
}
