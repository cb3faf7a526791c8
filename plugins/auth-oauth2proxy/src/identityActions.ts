import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { InputError, NotFoundError } from '@backstage/errors';
import { createPermission } from '@backstage/plugin-permission-common';
import { AuditLog, describeCaller } from './audit';
import { canonicalEntityRef } from './claims';
import { ClientSessions } from './clientSessions';
import { Identity, IdentityDatabase } from './identityDatabase';
import { PeoplePublisher } from './people';
import { quote } from './refusals';

/** Allows managing identities: looking up a user entity's account, releasing the entity, and ending its client sessions. */
export const manageIdentities = createPermission({
  name: 'oauth2proxy.identity.manage',
  attributes: { action: 'delete' },
});

/** Registers the actions that let administrators look up and release a user entity's account. */
export function registerIdentityActions(services: {
  actionsRegistry: ActionsRegistryService;
  permissionsRegistry: PermissionsRegistryService;
  audit: AuditLog;
  identities: IdentityDatabase;
  people: PeoplePublisher;
  clientSessions: ClientSessions;
}) {
  const { actionsRegistry, permissionsRegistry, audit } = services;
  const { identities, people, clientSessions } = services;
  permissionsRegistry.addPermissions([manageIdentities]);

  actionsRegistry.register({
    name: 'get-user-account',
    title: 'Get user account',
    description:
      'Returns the identity provider account that signs in as a user entity.',
    visibilityPermission: manageIdentities,
    attributes: { readOnly: true, idempotent: true },
    schema: {
      input: z => z.object({ userEntityRef: userEntityRefOf(z) }),
      output: z =>
        z.object({
          account: z
            .object({
              issuer: z.string().describe('The identity provider'),
              subject: z
                .string()
                .describe("The account's ID at the identity provider"),
              firstSeen: z.string().describe('The first sign-in'),
              lastSeen: z
                .string()
                .describe('The last sign-in or refresh, accurate to an hour'),
            })
            .optional()
            .describe('Missing if no account has the user name'),
        }),
    },
    action: async ({ input: { userEntityRef } }) => {
      const identity = await identities.findByEntityRef(
        requireEntityRef(userEntityRef),
      );
      return {
        output: {
          account: identity && {
            issuer: identity.issuer,
            subject: identity.subject,
            firstSeen: identity.firstSeen.toISOString(),
            lastSeen: identity.lastSeen.toISOString(),
          },
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'release-user-name',
    title: 'Release user name',
    description:
      "Lets another identity provider account sign in as a user entity. The next account that signs in with the user name gets the entity and everything it owns. If the current account signs in first, it keeps the entity. The user's command line and AI clients are signed out.",
    visibilityPermission: manageIdentities,
    attributes: { destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          userEntityRef: userEntityRefOf(z),
          erase: z
            .boolean()
            .optional()
            .describe(
              'Also remove the user from the catalog, unless another source has it',
            ),
        }),
      output: z => z.object({ released: z.string() }),
    },
    action: async ({ input: { userEntityRef, erase }, credentials }) => {
      const { entityRef, issuer, subject } = await requireIdentity(
        identities,
        userEntityRef,
      );
      await audit.recordAction(
        'user-name-release',
        {
          entityRef,
          from: { issuer, subject },
          by: describeCaller(credentials),
        },
        async () => {
          await clientSessions.revokeAll(entityRef);
          await identities.remove(entityRef);
          if (erase) {
            await people.publishRemoval([entityRef]);
          }
        },
      );
      return { output: { released: entityRef } };
    },
  });
}

type Zod = Parameters<
  Parameters<ActionsRegistryService['register']>[0]['schema']['input']
>[0];

function userEntityRefOf(z: Zod) {
  return z.string().describe('The user entity, such as user:default/ada');
}

async function requireIdentity(
  identities: IdentityDatabase,
  ref: string,
): Promise<Identity> {
  const entityRef = requireEntityRef(ref);
  const identity = await identities.findByEntityRef(entityRef);
  if (!identity) {
    throw new NotFoundError(`No account signs in as ${entityRef}.`);
  }
  return identity;
}

export function requireEntityRef(ref: string): string {
  const entityRef = canonicalEntityRef(ref);
  if (!entityRef) {
    throw new InputError(`${quote(ref)} is not a valid entity reference.`);
  }
  return entityRef;
}
