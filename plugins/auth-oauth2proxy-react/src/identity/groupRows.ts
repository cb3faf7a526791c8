import { Account, AccountGroup } from './account';

/** A group as the card lists it. */
export interface GroupRow {
  /** The entity reference, or the name in the token if the group is ignored. */
  name: string;
  /** Why it counts or not. Missing if the auth provider doesn't report it. */
  reason?: string;
}

/**
 * Returns the groups that give the user ownership, and the token's groups that are ignored.
 *
 * The portal's sign-in resolver decides what the user owns: it may ignore some of the token's groups and add others.
 */
export function toGroupRows(
  account: Account | undefined,
  ownershipEntityRefs: string[],
  isInCatalog: (entityRef: string) => boolean,
): { used: GroupRow[]; ignored: GroupRow[] } {
  const groups = account?.groups ?? [];
  const used = ownershipEntityRefs
    .filter(ref => ref.startsWith('group:'))
    .map(ref => ({
      name: ref,
      reason:
        account &&
        whyUsed(
          groups.filter(({ entityRef }) => entityRef === ref),
          isInCatalog(ref),
        ),
    }));
  const ignored = groups
    .filter(
      ({ entityRef }) => !entityRef || !ownershipEntityRefs.includes(entityRef),
    )
    .map(group => ({ name: group.name, reason: whyIgnored(group) }));
  return { used, ignored };
}

/** @param sources - the token's groups that became the entity */
function whyUsed(sources: AccountGroup[], isInCatalog: boolean): string {
  if (sources.length === 0) {
    return 'Not in your ID token; added by this portal';
  }
  const origin = sources
    .map(({ name, reason }) =>
      reason === 'mapped' ? `Mapped from "${name}"` : 'In your ID token',
    )
    .join('. ');
  if (isInCatalog) {
    return origin;
  }
  const isCreated = sources.some(({ reason }) => reason !== 'not_included');
  return isCreated
    ? `${origin}. Not in the catalog yet`
    : `${origin}. Not in the catalog, because it is neither mapped nor included by groups.include. You still own what it owns`;
}

function whyIgnored({ entityRef, reason }: AccountGroup): string {
  if (entityRef) {
    return "This portal's sign-in resolver doesn't use it";
  }
  return reason === 'mapping_invalid'
    ? 'groups.map maps it to an invalid name'
    : "Not a valid entity name, and groups.map doesn't map it";
}

/** Explains why there are no groups, unless the lists already do. */
export function groupsNote(account: Account | undefined): string | undefined {
  if (!account) {
    return undefined;
  }
  if (!account.groupsClaim) {
    return 'This portal reads no groups from your ID token.';
  }
  switch (account.groupsMissingReason) {
    case 'claim_missing':
      return `Your ID token has no claim "${account.groupsClaim}". Either you are in no group, or your identity provider doesn't send groups.`;
    case 'list_too_long':
      return 'You are in more groups than your ID token can hold. Your memberships in the catalog stay as they are.';
    default:
      return account.groups.length === 0
        ? 'According to your ID token, you are in no group.'
        : undefined;
  }
}
