/** The moments at which a session may have ended unseen: someone returns to this page, or the network does. */
const EVENTS = ['visibilitychange', 'focus', 'online'];

/**
 * @param onWakeUp - called at these moments
 * @param onRestored - called when Back or Forward took this page out of the browser's memory
 * @returns what ends it
 */
export function watchWakeUps(
  onWakeUp: () => void,
  onRestored: () => void,
): () => void {
  const wakeUp = () => {
    if (document.visibilityState === 'visible') {
      onWakeUp();
    }
  };
  const restored = ({ persisted }: PageTransitionEvent) => {
    if (persisted) {
      onRestored();
    }
  };
  // visibilitychange bubbles from the document.
  EVENTS.forEach(event => window.addEventListener(event, wakeUp));
  window.addEventListener('pageshow', restored);
  return () => {
    EVENTS.forEach(event => window.removeEventListener(event, wakeUp));
    window.removeEventListener('pageshow', restored);
  };
}
