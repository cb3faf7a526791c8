import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { AuditLog, describeCaller } from './audit';
import { ClientSessions } from './clientSessions';
import { manageIdentities, requireEntityRef } from './identityActions';

const FEATURE = 'auth.experimentalRefreshToken.enabled';

interface Services {
  actionsRegistry: ActionsRegistryService;
  audit: AuditLog;
  auth: AuthService;
  config: RootConfigService;
  permissions: PermissionsService;
  clientSessions: ClientSessions;
}

/** Registers the actions that let users and administrators list and revoke client sessions. */
export function registerClientSessionActions(services: Services) {
  const { actionsRegistry, audit, clientSessions } = services;

  actionsRegistry.register({
    name: 'list-client-sessions',
    title: 'List client sessions',
    description:
      'Lists the clients, such as the command line and AI clients, that stay signed in as a user. Only administrators may list those of another user.',
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z => z.object({ userEntityRef: userEntityRefOf(z) }),
      output: z =>
        z.object({
          sessions: z.array(
            z.object({
              id: z.string(),
              clientId: z.string(),
              clientName: z
                .string()
                .optional()
                .describe('Set only if the configuration lists the client'),
              createdAt: z.string(),
              lastUsedAt: z.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const user = await authorize(services, credentials, input.userEntityRef);
      const clientNames = readClientNames(services.config);
      const sessions = await clientSessions.list(user);
      return {
        output: {
          sessions: sessions.map(({ createdAt, lastUsedAt, ...session }) => ({
            ...session,
            clientName: clientNames.get(session.clientId),
            createdAt: createdAt.toISOString(),
            lastUsedAt: lastUsedAt.toISOString(),
          })),
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'revoke-client-session',
    title: 'Revoke client session',
    description:
      'Signs out a client that stays signed in as a user: its refresh token stops working immediately, and its current token when it expires. Only administrators may sign out the clients of another user.',
    attributes: { destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          id: z.string().describe('The id in the list of client sessions'),
          userEntityRef: userEntityRefOf(z),
        }),
      output: z => z.object({ revoked: z.string() }),
    },
    action: async ({ input, credentials }) => {
      const user = await authorize(services, credentials, input.userEntityRef);
      await audit.recordAction(
        'client-session-revoke',
        { entityRef: user, by: describeCaller(credentials) },
        () => clientSessions.revoke(user, input.id),
        ({ clientId }) => ({ clientId }),
      );
      return { output: { revoked: input.id } };
    },
  });
}

type Zod = Parameters<
  Parameters<ActionsRegistryService['register']>[0]['schema']['input']
>[0];

function userEntityRefOf(z: Zod) {
  return z.string().optional().describe('Default: the calling user');
}

/** Returns the user whose sessions the caller may list and revoke. */
async function authorize(
  { auth, config, permissions }: Services,
  credentials: BackstageCredentials,
  requestedRef: string | undefined,
): Promise<string> {
  if (!config.getOptionalBoolean(FEATURE)) {
    throw new NotFoundError(
      `Clients can't stay signed in to this portal, because ${FEATURE} is not set.`,
    );
  }
  const caller = auth.isPrincipal(credentials, 'user')
    ? credentials.principal.userEntityRef
    : undefined;
  const user = requestedRef ? requireEntityRef(requestedRef) : caller;
  if (!user) {
    throw new InputError(
      'userEntityRef is required, because the caller is not a user.',
    );
  }
  if (user !== caller) {
    const [{ result }] = await permissions.authorize(
      [{ permission: manageIdentities }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        'Only administrators may manage the client sessions of another user.',
      );
    }
  }
  return user;
}

function readClientNames(config: RootConfigService): Map<string, string> {
  const clients = config.getOptionalConfigArray('auth.staticClients') ?? [];
  return new Map(
    clients.map(client => {
      const id = client.getString('clientId');
      return [id, client.getOptionalString('clientName') ?? id];
    }),
  );
}
