import { lazy, Suspense } from 'react';

const ClientSessions = lazy(() => import('./clients/ClientSessions'));

/**
 * Props of {@link ClientSessionsCard}.
 *
 * @public
 */
export interface ClientSessionsCardProps {
  /** Whose clients are shown, for administrators. Default: those of the signed-in user. */
  userEntityRef?: string;
}

/**
 * A card that lists the programs, such as `backstage-cli` and AI clients, that stay signed in as a user, and signs them
 * out. It shows nothing if the portal's configuration doesn't let them stay signed in.
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
