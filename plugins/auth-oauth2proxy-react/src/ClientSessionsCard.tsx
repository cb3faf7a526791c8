import { lazy, Suspense } from 'react';

const ClientSessions = lazy(() => import('./clients/ClientSessions'));

/**
 * Props of {@link ClientSessionsCard}.
 *
 * @public
 */
export interface ClientSessionsCardProps {
  /** The user whose clients are shown. Only administrators may see another user's. Default: the signed-in user. */
  userEntityRef?: string;
}

/**
 * A card that lists the programs that stay signed in as a user, such as `backstage-cli` and AI clients, with a button to
 * revoke each. Renders nothing if the portal's configuration doesn't let programs stay signed in.
 *
 * @public
 */
export function ClientSessionsCard(props: ClientSessionsCardProps) {
  return (
    <Suspense fallback={null}>
      <ClientSessions {...props} />
    </Suspense>
  );
}
