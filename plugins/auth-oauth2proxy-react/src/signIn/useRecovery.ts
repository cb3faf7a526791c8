import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';
import { watchPageEvents } from '../session/pageEvents';
import { RefreshResult, refreshSession } from '../session/refreshSession';
import { RefreshScheduler } from '../session/RefreshScheduler';
import { SignInProblemKind } from './signInTexts';

/** Problems that may end without the user doing anything. */
const TEMPORARY: SignInProblemKind[] = ['backend_down', 'provider_unreachable'];

const LAST_RELOAD = 'sign-in-recovered-at';
const MIN_BETWEEN_RELOADS_MS = 60_000;

/**
 * Retries in the background until a temporary problem is over, then reloads the page. If the page fails again within a
 * minute, it doesn't retry, so that there is no reload loop.
 *
 * @returns whether it retries
 */
export function useRecovery(
  kind: SignInProblemKind,
  provider: string,
): boolean {
  const discovery = useApi(discoveryApiRef);
  const [hasJustReloaded] = useState(hasReloadedRecently);
  const recovering = TEMPORARY.includes(kind) && !hasJustReloaded;

  useEffect(
    () =>
      recovering
        ? retryUntilAnswered(() => refreshSession(discovery, provider), reload)
        : undefined,
    [discovery, provider, recovering],
  );

  return recovering;
}

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

function reload() {
  sessionStorage.setItem(LAST_RELOAD, String(Date.now()));
  window.location.reload();
}

function hasReloadedRecently(): boolean {
  const last = Number(sessionStorage.getItem(LAST_RELOAD));
  return Math.abs(Date.now() - last) < MIN_BETWEEN_RELOADS_MS;
}
