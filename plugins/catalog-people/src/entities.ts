import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { SignIn } from './events';

/** Marks the entities of this provider. Every entity must have a location. */
const LOCATION = 'people:oauth2proxy';

/** Whether an entity comes from this provider. If not, another source has replaced it. */
export function isOurs(entity: Entity): boolean {
  return entity.metadata.annotations?.[ANNOTATION_LOCATION] === LOCATION;
}

/**
 * The entities that a sign-in adds to the catalog or updates: a user and its groups, but none that another source has.
 *
 * @param existing - the user and groups that the catalog already has
 */
export function toEntities(
  { userEntityRef, profile, groups }: SignIn,
  existing: Entity[],
): Entity[] {
  const found = new Map(
    existing.map(entity => [stringifyEntityRef(entity), entity]),
  );
  const isTaken = (ref: string) => {
    const entity = found.get(ref);
    return entity !== undefined && !isOurs(entity);
  };
  if (isTaken(userEntityRef)) {
    return [];
  }
  const memberOf =
    groups
      ?.filter(group => group.create || found.has(group.entityRef))
      .map(group => group.entityRef) ??
    found.get(userEntityRef)?.spec?.memberOf ??
    [];
  const created = (groups ?? []).filter(
    group => group.create && !isTaken(group.entityRef),
  );
  return [
    ...created.map(group =>
      entityOf(group.entityRef, 'Group', { type: 'team', children: [] }),
    ),
    entityOf(userEntityRef, 'User', { profile, memberOf }),
  ];
}

function entityOf(
  ref: string,
  kind: 'User' | 'Group',
  spec: Entity['spec'],
): Entity {
  const { namespace, name } = parseEntityRef(ref);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      namespace,
      name,
      annotations: {
        [ANNOTATION_LOCATION]: LOCATION,
        [ANNOTATION_ORIGIN_LOCATION]: LOCATION,
      },
    },
    spec,
  };
}
