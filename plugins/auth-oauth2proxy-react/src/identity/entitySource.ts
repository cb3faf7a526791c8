import { ANNOTATION_LOCATION, Entity } from '@backstage/catalog-model';

/** The location annotation of users that plugins/catalog-people adds. */
const SIGN_IN_LOCATION = 'people:oauth2proxy';

/** Describes which catalog source a user comes from. */
export function describeSource(entity: Entity | undefined): string {
  const location = entity?.metadata.annotations?.[ANNOTATION_LOCATION];
  if (!entity) {
    return 'Not in the catalog, so you have no page there';
  }
  if (!location) {
    return 'From an unknown catalog source';
  }
  if (location === SIGN_IN_LOCATION) {
    return 'Added to the catalog when you signed in';
  }
  const [, type, target] = location.match(/^(\w+):(.*)$/) ?? [];
  switch (type) {
    case 'url':
      return `From ${target}`;
    // The folders are on the server and mean nothing to the user.
    case 'file':
      return `From the file ${target.split(/[\\/]/).pop()}`;
    default:
      return `From ${location}`;
  }
}
