import { lazy, Suspense } from 'react';

const Consent = lazy(() => import('./consent/Consent'));

/**
 * The page that asks a user whether a program, such as `backstage-cli` or an AI client, may sign in as them. The auth
 * plugin redirects browsers to it, so its route must be `/oauth2/authorize/:sessionId`. Its code is loaded on demand.
 *
 * @public
 */
export function ConsentPage() {
  return (
    <Suspense fallback={null}>
      <Consent />
    </Suspense>
  );
}
