import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';
import { whenAnswered } from './recovery';
import { SignInProblemKind } from './signInProblem';

/** Problems that pass without anybody doing something in this browser. */
const PASSING: SignInProblemKind[] = ['backend_down', 'provider_unreachable'];

const LAST_RELOAD = 'sign-in-recovered-at';
const MIN_BETWEEN_RELOADS_MS = 60_000;

/**
 * Asks in the background until the problem has passed, and then loads the page anew. It does not do that twice in a
 * minute: if the page fails where the question did not, a person decides.
 *
 * @returns whether it asks
 */
export function useRecovery(kind: SignInProblemKind): boolean {
  const discoveryApi = useApi(discoveryApiRef);
  const [reloadedJustNow] = useState(isReloadedJustNow);
  const recovering = PASSING.includes(kind) && !reloadedJustNow;

  useEffect(
    () => (recovering ? whenAnswered(discoveryApi, loadAnew) : undefined),
    [discoveryApi, recovering],
  );

  return recovering;
}

function loadAnew() {
  sessionStorage.setItem(LAST_RELOAD, String(Date.now()));
  window.location.reload();
}

function isReloadedJustNow(): boolean {
  const last = Number(sessionStorage.getItem(LAST_RELOAD));
  return Math.abs(Date.now() - last) < MIN_BETWEEN_RELOADS_MS;
}
