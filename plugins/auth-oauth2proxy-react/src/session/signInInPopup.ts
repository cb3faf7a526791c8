import { SIGNED_IN_PAGE, signInAddress } from '../proxyPaths';
import { Session } from './Session';

const POPUP_FEATURES = 'popup,width=520,height=720';
const POLL_MS = 500;

/** Opens a pop-up window to sign in. Call it in a click handler, or the browser blocks the window. */
export function signInInPopup(session: Session) {
  const { store, options } = session;
  const popup = window.open(
    signInAddress(options.proxyPrefix, SIGNED_IN_PAGE),
    'portal-sign-in',
    POPUP_FEATURES,
  );
  if (!popup) {
    store.send({ name: 'popup_blocked' });
    return;
  }
  popup.focus();
  store.send({ name: 'popup_opened' });
  // A provider may isolate its window from this page. It then appears closed although it is open.
  const watch = setInterval(() => {
    if (popup.closed) {
      store.send({ name: 'popup_closed' });
      session.refresh();
    }
  }, POLL_MS);
  const unsubscribe = store.subscribe(() => {
    if (store.state.name !== 'signing_in') {
      clearInterval(watch);
      unsubscribe();
      popup.close();
    }
  });
}
