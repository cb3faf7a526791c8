import type { Rule } from './rules';

/**
 * Who may do what: everyone who is signed in, owners, administrators, the members of a group such as
 * `group:default/platform`, or nobody. The first rule that names the permission and fits the user decides. Administrators pass
 * every rule but `nobody`. docs/permissions.md explains the rest.
 */
export const policy: Rule[] = [
  ['catalog.entity.read', 'everyone'],
  ['catalog.entity.create', 'everyone'],
  ['catalog.entity.validate', 'everyone'],
  ['catalog.entity.refresh', 'owners'],
  ['catalog.entity.delete', 'owners'],

  // Registering, changing and unregistering also need `catalog.entity.delete` for each entity of the location: locationGuard.ts.
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

  // Which account of the identity provider a user is: `auth:get-user-account`, `auth:release-user-name`. Also the clients of other
  // users: `auth:list-client-sessions`, `auth:revoke-client-session`.
  ['oauth2proxy.identity.manage', 'administrators'],
];
