import { Account, AccountGroup } from './account';
import { groupsNote, toGroupRows } from './groupRows';

const ADA = 'user:default/ada';
const BACKEND = 'group:default/backend';

const accountWith = (
  groups: AccountGroup[],
  rest: Partial<Account> = { groupsClaim: 'groups' },
): Account => ({
  issuer: 'https://idp.example.com',
  subject: 'b2f1',
  idTokenExpiresIn: 300,
  groups,
  ...rest,
});

const backend = (
  reason: AccountGroup['reason'],
  name = 'backend',
): AccountGroup => ({ name, reason, entityRef: BACKEND });

const rowsOf = (
  groups: AccountGroup[],
  { owned = [BACKEND], inCatalog = true } = {},
) => toGroupRows(accountWith(groups), [ADA, ...owned], () => inCatalog);

describe('toGroupRows', () => {
  it.each<[string, AccountGroup, boolean, RegExp]>([
    [
      'mapped',
      backend('mapped', '/platform/backend'),
      true,
      /^Mapped from "\/platform\/backend"$/,
    ],
    ['included', backend('included'), true, /^In your ID token$/],
    [
      'neither mapped nor included, but in the catalog',
      backend('not_included'),
      true,
      /^In your ID token$/,
    ],
    [
      'neither mapped nor included, and not in the catalog',
      backend('not_included'),
      false,
      /because it is neither mapped nor included by groups.include\. You still own/,
    ],
    [
      'included and not in the catalog yet',
      backend('included'),
      false,
      /Not in the catalog yet$/,
    ],
  ])('says that a used group is %s', (_, group, inCatalog, reason) => {
    expect(rowsOf([group], { inCatalog })).toEqual({
      used: [{ name: BACKEND, reason: expect.stringMatching(reason) }],
      ignored: [],
    });
  });

  it('lists each token group that became the same entity', () => {
    const { used } = rowsOf([backend('mapped', '/a'), backend('mapped', '/b')]);
    expect(used).toEqual([
      { name: BACKEND, reason: 'Mapped from "/a". Mapped from "/b"' },
    ]);
  });

  it('says that the sign-in resolver added a group', () => {
    expect(rowsOf([])).toEqual({
      used: [
        { name: BACKEND, reason: 'Not in your ID token; added by this portal' },
      ],
      ignored: [],
    });
  });

  it.each<[string, AccountGroup, RegExp]>([
    [
      'is not a valid name',
      { name: '/x', reason: 'name_invalid' },
      /^Not a valid entity name/,
    ],
    [
      'has an invalid mapping',
      { name: '/x', reason: 'mapping_invalid' },
      /^groups.map maps it to an invalid name$/,
    ],
    [
      'is not used by the resolver',
      { name: '/x', reason: 'mapped', entityRef: BACKEND },
      /^This portal's sign-in resolver doesn't use it$/,
    ],
  ])('says that an ignored group %s', (_, group, reason) => {
    expect(rowsOf([group], { owned: [] })).toEqual({
      used: [],
      ignored: [{ name: '/x', reason: expect.stringMatching(reason) }],
    });
  });

  it('gives no reasons if the account is unknown', () => {
    expect(toGroupRows(undefined, [ADA, BACKEND], () => true)).toEqual({
      used: [{ name: BACKEND, reason: undefined }],
      ignored: [],
    });
  });
});

describe('groupsNote', () => {
  it.each<[string, Account | undefined, string]>([
    ['the portal reads no groups', accountWith([], {}), 'reads no groups'],
    [
      'the claim is missing',
      accountWith([], {
        groupsClaim: 'roles',
        groupsMissingReason: 'claim_missing',
      }),
      'no claim "roles"',
    ],
    [
      'the token cannot hold them',
      accountWith([], {
        groupsClaim: 'groups',
        groupsMissingReason: 'list_too_long',
      }),
      'memberships in the catalog stay as they are',
    ],
    ['the user has none', accountWith([]), 'you are in no group'],
    ['the user has some', accountWith([backend('mapped')]), 'nothing'],
    ['the account is unknown', undefined, 'nothing'],
  ])('explains why there are no groups if %s', (_, account, text) => {
    expect(groupsNote(account) ?? 'nothing').toContain(text);
  });
});
