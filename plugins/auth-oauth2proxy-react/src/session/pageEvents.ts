/** The user returns to the page. */
const RETURN_EVENTS = ['visibilitychange', 'focus'];

const NETWORK_EVENTS = ['online', 'offline'];

interface PageEventListeners {
  onReturn: () => void;
  /** The network is back, or lost. */
  onNetwork: () => void;
  /** Back or Forward restored the page from the browser's cache. */
  onRestored: () => void;
}

/**
 * Listens to the events after which the session may have ended unnoticed.
 *
 * @returns a function that stops listening
 */
export function watchPageEvents(listeners: PageEventListeners): () => void {
  const onReturn = () => {
    if (document.visibilityState === 'visible') {
      listeners.onReturn();
    }
  };
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) {
      listeners.onRestored();
    }
  };
  // visibilitychange bubbles from the document.
  RETURN_EVENTS.forEach(event => window.addEventListener(event, onReturn));
  NETWORK_EVENTS.forEach(event =>
    window.addEventListener(event, listeners.onNetwork),
  );
  window.addEventListener('pageshow', onShow);
  return () => {
    RETURN_EVENTS.forEach(event => window.removeEventListener(event, onReturn));
    NETWORK_EVENTS.forEach(event =>
      window.removeEventListener(event, listeners.onNetwork),
    );
    window.removeEventListener('pageshow', onShow);
  };
}
