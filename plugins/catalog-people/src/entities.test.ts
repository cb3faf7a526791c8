import { Entity } from '@backstage/catalog-model';
import { toEntities } from './entities';

const ADA = 'user:default/ada';

const signIn = (groups?: { entityRef: string; create: boolean }[]) => ({
  userEntityRef: ADA,
  profile: { displayName: 'Ada', email: undefined, picture: undefined },
  groups,
});

const create = (name: string) => ({
  entityRef: `group:default/${name}`,
  create: true,
});

const join = (name: string) => ({
  entityRef: `group:default/${name}`,
  create: false,
});

const entity = (
  kind: string,
  name: string,
  location: string,
  spec = {},
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'backstage.io/managed-by-location': location },
  },
  spec,
});

const theirs = (kind: string, name: string) =>
  entity(kind, name, 'url:https://example.com/org.yaml');

const ours = (kind: string, name: string, spec?: object) =>
  entity(kind, name, 'people:oauth2proxy', spec);

/** The names of the entities by kind, and the user's groups. */
const summarize = (entities: Entity[]) => ({
  groups: entities
    .filter(({ kind }) => kind === 'Group')
    .map(({ metadata }) => metadata.name),
  memberOf: entities.find(({ kind }) => kind === 'User')?.spec?.memberOf,
});

describe('toEntities', () => {
  it('creates a user with both locations', () => {
    expect(toEntities(signIn([]), [])).toEqual([
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'User',
        metadata: {
          name: 'ada',
          namespace: 'default',
          annotations: {
            'backstage.io/managed-by-location': 'people:oauth2proxy',
            'backstage.io/managed-by-origin-location': 'people:oauth2proxy',
          },
        },
        spec: {
          profile: { displayName: 'Ada', email: undefined, picture: undefined },
          memberOf: [],
        },
      },
    ]);
  });

  it('creates groups in their namespaces', () => {
    const [group] = toEntities(
      signIn([{ entityRef: 'group:teams/blue', create: true }]),
      [],
    );
    expect(group).toMatchObject({
      kind: 'Group',
      metadata: { name: 'blue', namespace: 'teams' },
      spec: { type: 'team', children: [] },
    });
  });

  it('adds the user to created groups, and to others only if they exist', () => {
    const entities = toEntities(signIn([create('a'), join('b'), join('c')]), [
      theirs('Group', 'c'),
    ]);
    expect(summarize(entities)).toEqual({
      groups: ['a'],
      memberOf: ['group:default/a', 'group:default/c'],
    });
  });

  it('does not change groups of other sources', () => {
    const entities = toEntities(signIn([create('a'), create('b')]), [
      theirs('Group', 'a'),
      ours('Group', 'b'),
    ]);
    expect(summarize(entities)).toEqual({
      groups: ['b'],
      memberOf: ['group:default/a', 'group:default/b'],
    });
  });

  it('does not change users of other sources', () => {
    expect(toEntities(signIn([create('a')]), [theirs('User', 'ada')])).toEqual(
      [],
    );
  });

  it('keeps memberships if the token does not say what they are', () => {
    const existing = [ours('User', 'ada', { memberOf: ['group:default/a'] })];
    expect(summarize(toEntities(signIn(undefined), existing))).toEqual({
      groups: [],
      memberOf: ['group:default/a'],
    });
    expect(summarize(toEntities(signIn([]), existing)).memberOf).toEqual([]);
  });
});
