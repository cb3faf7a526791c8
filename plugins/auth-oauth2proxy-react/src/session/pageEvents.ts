/** Someone comes back to the page. */
const RETURNS = ['visibilitychange', 'focus'];

/** The network is there again, or gone. */
const NETWORK = ['online', 'offline'];

interface Moments {
  onReturn: () => void;
  onNetwork: () => void;
  /** Back or Forward took this page out of the browser's memory. */
  onRestored: () => void;
}

/**
 * Watches for the moments at which a session may have ended unseen.
 *
 * @returns what ends it
 */
export function watchMoments(moments: Moments): () => void {
  const returned = () => {
    if (document.visibilityState === 'visible') {
      moments.onReturn();
    }
  };
  const shown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) {
      moments.onRestored();
    }
  };
  // visibilitychange bubbles from the document.
  RETURNS.forEach(event => window.addEventListener(event, returned));
  NETWORK.forEach(event => window.addEventListener(event, moments.onNetwork));
  window.addEventListener('pageshow', shown);
  return () => {
    RETURNS.forEach(event => window.removeEventListener(event, returned));
    NETWORK.forEach(event =>
      window.removeEventListener(event, moments.onNetwork),
    );
    window.removeEventListener('pageshow', shown);
  };
}
