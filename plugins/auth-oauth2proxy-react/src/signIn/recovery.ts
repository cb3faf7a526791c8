import { watchPageEvents } from '../session/pageEvents';
import { RefreshResult } from '../session/refreshSession';
import { RefreshScheduler } from '../session/RefreshScheduler';

/**
 * Refreshes the session in the background until the portal answers, whether it accepts the user or not.
 *
 * @returns a function that stops this
 */
export function retryUntilAnswered(
  refresh: () => Promise<RefreshResult>,
  onAnswer: () => void,
): () => void {
  const scheduler = new RefreshScheduler(refresh, async ({ name }) => {
    if (name !== 'unreachable') {
      scheduler.stop();
      onAnswer();
    }
  });
  const refreshNow = () => {
    scheduler.refreshNow();
  };
  const stopWatching = watchPageEvents({
    onReturn: refreshNow,
    onNetwork: refreshNow,
    onRestored: refreshNow,
  });
  scheduler.scheduleRetry();
  return () => {
    scheduler.stop();
    stopWatching();
  };
}
