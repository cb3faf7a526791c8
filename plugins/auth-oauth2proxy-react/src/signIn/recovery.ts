import { DiscoveryApi } from '@backstage/core-plugin-api';
import { askForSession } from '../session/refreshSession';
import { watchMoments } from '../session/pageEvents';
import { Renewal } from '../session/RefreshScheduler';

/**
 * Asks for a session, as an open page does, until there is an answer that a new attempt can make something of: signed in,
 * not signed in, turned away; anything but that somebody is down.
 *
 * @returns what ends it
 */
export function whenAnswered(
  discovery: DiscoveryApi,
  onAnswer: () => void,
): () => void {
  const renewal = new Renewal(
    () => askForSession(discovery),
    async ({ name }) => {
      if (name !== 'no_answer') {
        renewal.stop();
        onAnswer();
      }
    },
  );
  const ask = () => {
    renewal.now();
  };
  const stopWatching = watchMoments({
    onReturn: ask,
    onNetwork: ask,
    onRestored: ask,
  });
  renewal.later();
  return () => {
    renewal.stop();
    stopWatching();
  };
}
