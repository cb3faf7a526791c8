import { canonicalGroupRef, entityRef, isEntityName } from './claims';
import { OAuth2ProxyConfig } from './config';
import { mapGroup, matchPattern } from './groupPatterns';

/** Why a token's group becomes an entity, or doesn't. */
export type GroupReason =
  /** `groups.map` maps it to the entity. */
  | 'mapped'
  /** It matches `groups.include`. */
  | 'included'
  /** It is neither mapped nor included, so the catalog only has it if another source does. */
  | 'not_included'
  /** `groups.map` maps it to an invalid reference. */
  | 'mapping_invalid'
  /** It is not a valid entity name, and no mapping matches it. */
  | 'name_invalid';

/** What a token's group becomes, and why. */
export interface GroupDecision {
  /** The group, spelled as in the token. */
  name: string;
  reason: GroupReason;
  /** Missing if the group is ignored. */
  entityRef?: string;
}

/** Decides what a token's group becomes. The first mapping that matches wins. */
export function decideGroup(
  name: string,
  { map, include }: OAuth2ProxyConfig['groups'],
): GroupDecision {
  const mapped = mapGroup(name, map);
  if (mapped !== undefined) {
    const ref = canonicalGroupRef(mapped);
    return ref === undefined
      ? { name, reason: 'mapping_invalid' }
      : { name, reason: 'mapped', entityRef: ref };
  }
  if (!isEntityName(name)) {
    return { name, reason: 'name_invalid' };
  }
  const isIncluded = include?.some(
    pattern => matchPattern(pattern, name) !== undefined,
  );
  return {
    name,
    reason: isIncluded ? 'included' : 'not_included',
    entityRef: entityRef('Group', name),
  };
}
