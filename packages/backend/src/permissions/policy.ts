import type { Rule } from './rules';

/**
 * Who has which permission: everyone who is signed in, owners, administrators, the members of a group such as
 * `group:default/platform`, or nobody. The first rule for the permission that matches the user applies. Administrators match
 * every rule except `nobody`. docs/permissions.md explains the rest.
 */
export const policy: Rule[] = [
  ['catalog.entity.read', 'everyone'],
  ['catalog.entity.create', 'everyone'],
  ['catalog.entity.validate', 'everyone'],
  ['catalog.entity.refresh', 'owners'],
  ['catalog.entity.delete', 'owners'],

  // Registering, changing and unregistering also need `catalog.entity.delete` for each entity in the location (see locationGuard.ts).
  ['catalog.location.read', 'everyone'],
  ['catalog.location.analyze', 'everyone'],
  ['catalog.location.create', 'everyone'],
  ['catalog.location.delete', 'everyone'],

  ['catalog.ingestion.read', 'administrators'],
  ['catalog.ingestion.manage', 'administrators'],

  ['scaffolder.template.parameter.read', 'everyone'],
  ['scaffolder.template.step.read', 'everyone'],
  ['scaffolder.action.execute', 'everyone'],
  ['scaffolder.task.create', 'everyone'],
  ['scaffolder.task.read', 'owners'],
  ['scaffolder.task.cancel', 'owners'],
  ['scaffolder.template.management', 'administrators'],
  ['scaffolder.template.dry-run', 'administrators'],

  ['techdocs.actions.read', 'everyone'],

  // Users' identity provider accounts: `auth:get-user-account`, `auth:release-user-name`. Also other users' clients:
  // `auth:list-client-sessions`, `auth:revoke-client-session`.
  ['oauth2proxy.identity.manage', 'administrators'],
];
