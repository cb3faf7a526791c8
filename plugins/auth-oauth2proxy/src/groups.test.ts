import { mockServices } from '@backstage/backend-test-utils';
import { refusal, verifiedClaims } from './__testUtils__/claims';
import { readValidBlock } from './__testUtils__/config';
import { createGroupReader, reportGroups } from './groups';

describe('createGroupReader', () => {
  const logger = mockServices.logger.mock();
  const warnings = () => logger.warn.mock.calls.map(([message]) => message);
  beforeEach(() => jest.clearAllMocks());

  const createReader = (block: object = {}) => {
    const config = readValidBlock({ groupsClaim: 'groups', ...block });
    const read = createGroupReader(config, logger);
    return (claims: object) =>
      read(verifiedClaims({ ...claims }))?.map(group => group.entityRef);
  };
  const read = (claims: object, block?: object) => createReader(block)(claims);

  it('returns each entity reference once', () => {
    expect(read({ groups: ['platform', 'Admins', 'platform'] })).toEqual([
      'group:default/platform',
      'group:default/admins',
    ]);
  });

  it('reads no groups unless a claim is configured', () => {
    const reader = createGroupReader(readValidBlock(), logger);
    expect(reader(verifiedClaims({ groups: ['a'] }))).toBeUndefined();
    expect(warnings()).toEqual([]);
  });

  it('accepts an empty list without a warning', () => {
    expect(read({ groups: [] })).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  it('reads nested claims', () => {
    expect(
      read(
        { realm_access: { roles: ['platform'] } },
        { groupsClaim: 'realm_access.roles' },
      ),
    ).toEqual(['group:default/platform']);
  });

  describe('with the format', () => {
    const roles = { platform: { 1: 'acme.example' }, admins: false };

    it.each([
      ['text', 'platform'],
      ['text', ['platform']],
      ['keys', roles],
    ])('%s, accepts %p', (groupsFormat, groups) => {
      expect(read({ groups }, { groupsFormat })).toEqual([
        'group:default/platform',
      ]);
    });

    it.each<[string, unknown, string]>([
      ['list', 'platform', 'text, not a list of group names'],
      ['list', roles, 'an object, not a list of group names'],
      ['list', 7, 'a number, not a list of group names'],
      ['list', ['a', 7], 'a list that contains a number, not a list'],
      ['list', [{ name: 'a' }], 'a list that contains an object, not a list'],
      ['list', ['a', null], 'a list that contains null, not a list'],
      ['text', roles, 'an object, not a group name or a list of group names'],
      ['text', [['a']], 'a list that contains a list, not a group name'],
      ['keys', ['platform'], 'a list, not an object whose keys are'],
      ['keys', 'platform', 'text, not an object whose keys are'],
    ])(
      '%s, refuses %p and says what was expected',
      (groupsFormat, groups, text) => {
        expect(() => read({ groups }, { groupsFormat })).toThrow(
          refusal('groups_invalid', `The claim 'groups' is ${text}`),
        );
      },
    );
  });

  describe('for a claim', () => {
    const elsewhere = {
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.example.com' } },
    };

    it.each<[string, object, string]>([
      ['is missing', {}, "has no claim 'groups'"],
      ['is null', { groups: null }, "has no claim 'groups'"],
      ['is stored elsewhere', elsewhere, "(claim '_claim_names')"],
      ['was left out', { hasgroups: true }, "(claim 'hasgroups')"],
    ])(
      'that %s, returns no list, warns once, and reports the cause if groups are required',
      (_, claims, text) => {
        const reader = createReader();
        expect(reader(claims)).toBeUndefined();
        expect(reader(claims)).toBeUndefined();
        expect(warnings()).toEqual([expect.stringContaining(text)]);

        const restricted = { groups: { allow: ['platform'] } };
        expect(() => read(claims, restricted)).toThrow(
          refusal('groups_not_allowed', text),
        );
        expect(() => read(claims, restricted)).not.toThrow('[]');
      },
    );

    it('warns once for each reason that the claim is missing', () => {
      const reader = createReader();
      for (const claims of [
        {},
        elsewhere,
        {},
        { hasgroups: true },
        elsewhere,
      ]) {
        reader(claims);
      }
      expect(warnings()).toHaveLength(3);
    });
  });

  describe('with mappings', () => {
    const map = [
      { from: '/platform/backend', to: 'backend' },
      { from: '/teams/*', to: 'group:Teams/*' },
      { from: '9f0b5c1e-1b7d', to: 'payments' },
      { from: 'CN=*,OU=Groups,DC=example,DC=com', to: '*' },
      { from: 'admin-*', to: '*s' },
    ];

    it.each([
      ['/platform/backend', 'group:default/backend'],
      ['/teams/Blue', 'group:teams/blue'],
      ['/teams/$&', undefined],
      ['9f0b5c1e-1b7d', 'group:default/payments'],
      ['CN=backend,OU=Groups,DC=example,DC=com', 'group:default/backend'],
      ['admin-db', 'group:default/dbs'],
      ['admin-ops/db', undefined],
      ['CN=ops/backend,OU=Groups,DC=example,DC=com', undefined],
      ['CN=group:backend,OU=Groups,DC=example,DC=com', undefined],
      ['/teams/', undefined],
      ['/teams/a/b', undefined],
      ['/platform/backend/', undefined],
      ['/other', undefined],
      ['other', 'group:default/other'],
    ])('maps %s to %s', (group, ref) => {
      expect(read({ groups: [group] }, { groups: { map } })).toEqual(
        ref ? [ref] : [],
      );
      expect(warnings()).toHaveLength(ref ? 0 : 1);
    });

    it('uses the first mapping that matches', () => {
      const mappings = [
        { from: '*', to: 'everyone' },
        { from: 'platform', to: 'backend' },
      ];
      expect(
        read({ groups: ['platform'] }, { groups: { map: mappings } }),
      ).toEqual(['group:default/everyone']);
    });
  });

  it('creates mapped and included groups', () => {
    const config = readValidBlock({
      groupsClaim: 'groups',
      groups: { map: [{ from: '/a', to: 'b' }], include: 'team-*, docs' },
    });
    const groups = ['b', '/a', 'team-c', 'docs', 'docs-2', 'my-team-d'];
    expect(
      createGroupReader(config, logger)(verifiedClaims({ groups })),
    ).toEqual([
      { entityRef: 'group:default/b', create: true },
      { entityRef: 'group:default/team-c', create: true },
      { entityRef: 'group:default/docs', create: true },
      { entityRef: 'group:default/docs-2', create: false },
      { entityRef: 'group:default/my-team-d', create: false },
    ]);
  });

  describe('for groups that are not valid entity names', () => {
    it('warns once for each set and keeps the others', () => {
      const reader = createReader();
      const groups = ['/platform', 'a\nb', 'payments'];
      expect(reader({ groups })).toEqual(['group:default/payments']);
      expect(reader({ groups: [...groups].reverse() })).toHaveLength(1);
      reader({ groups: ['/platform', '/payments'] });
      expect(warnings()).toEqual([
        'Ignored groups that are not valid entity names (2): ["/platform","a\\nb"]',
        'Ignored groups that are not valid entity names (2): ["/payments","/platform"]',
      ]);
    });

    it('limits the number and length of warnings, whatever tokens contain', () => {
      const reader = createReader();
      for (let index = 0; index < 500; index++) {
        reader({ groups: [`/${index}${'x'.repeat(1000)}`] });
      }
      expect(warnings()).toHaveLength(100);
      expect(Math.max(...warnings().map(line => line.length))).toBeLessThan(
        200,
      );

      reader({});
      expect(warnings()[100]).toContain("has no claim 'groups'");
    });
  });

  describe('with groups.allow', () => {
    const restricted = { groups: { allow: ['/engineering'] } };

    it('accepts members of an allowed group', () => {
      expect(read({ groups: ['x', '/engineering'] }, restricted)).toEqual([
        'group:default/x',
      ]);
    });

    it.each([[[]], [['engineering']], [['/Engineering']]])(
      'refuses users in %p',
      groups => {
        expect(() => read({ groups }, restricted)).toThrow(
          refusal(
            'groups_not_allowed',
            `Your groups are ${JSON.stringify(groups)}`,
          ),
        );
      },
    );

    it("quotes and shortens the token's groups", () => {
      expect(() =>
        read({ groups: ['platform', 'a\nb', 'x'.repeat(999)] }, restricted),
      ).toThrow(
        /Your groups are \["platform","a\\nb".{1,70}… \(claim 'groups'\)/,
      );
    });

    it('accepts names as comma-separated text', () => {
      const groups = { allow: 'staff, /engineering' };
      expect(read({ groups: ['/engineering'] }, { groups })).toEqual([]);
    });
  });
});

describe('reportGroups', () => {
  const report = (claims: object, block: object = { groupsClaim: 'groups' }) =>
    reportGroups(verifiedClaims({ ...claims }), readValidBlock(block));

  const configured = {
    groupsClaim: 'groups',
    groups: {
      map: [
        { from: '/platform/backend', to: 'backend' },
        { from: '/teams/*', to: 'group:teams/*' },
        { from: 'docs-old', to: 'docs' },
      ],
      include: 'docs-*',
    },
  };

  it.each([
    ['reports the mapping', '/platform/backend', 'mapped', 'backend'],
    ['prefers a mapping to an inclusion', 'docs-old', 'mapped', 'docs'],
    ['reports the inclusion', 'docs-new', 'included', 'docs-new'],
    ['says that a group is neither', 'Payments', 'not_included', 'payments'],
    ['says that a mapping is not valid', '/teams/a/b', 'mapping_invalid', ''],
    ['says that a name is not valid', '/payments', 'name_invalid', ''],
  ])('%s', (_, name, reason, group) => {
    expect(report({ groups: [name] }, configured)).toEqual({
      groupsClaim: 'groups',
      groups: [
        { name, reason, ...(group && { entityRef: `group:default/${group}` }) },
      ],
    });
  });

  it("lists each of the token's groups once, in the token's order", () => {
    const { groups } = report({ groups: ['b', 'a', 'b', 'A'] });
    expect(groups.map(({ name }) => name)).toEqual(['b', 'a', 'A']);
  });

  it('says that the user is in no group', () => {
    expect(report({ groups: [] })).toEqual({
      groupsClaim: 'groups',
      groups: [],
    });
  });

  it('says that the portal reads no groups', () => {
    expect(report({ groups: ['a'] }, {})).toEqual({ groups: [] });
  });

  it.each<[string, string, object]>([
    ['is missing', 'claim_missing', {}],
    ['is stored elsewhere', 'list_too_long', { _claim_names: { groups: 's' } }],
    ['was left out', 'list_too_long', { hasgroups: true }],
  ])('says that the claim %s', (_, groupsMissingReason, claims) => {
    expect(report(claims)).toEqual({
      groupsClaim: 'groups',
      groupsMissingReason,
      groups: [],
    });
  });

  describe('with groups.missing: none', () => {
    const block = { groupsClaim: 'groups', groups: { missing: 'none' } };

    it('treats a missing claim as an empty list', () => {
      expect(report({}, block)).toEqual({ groupsClaim: 'groups', groups: [] });
    });

    it.each([{ _claim_names: { groups: 's' } }, { hasgroups: true }])(
      'still says that a list was too long: %j',
      claims => {
        expect(report(claims, block).groupsMissingReason).toBe('list_too_long');
      },
    );
  });

  it('agrees with the groups used for sign-in', () => {
    const logger = mockServices.logger.mock();
    const config = readValidBlock(configured);
    const claims = verifiedClaims({
      groups: ['/platform/backend', 'docs-new', 'Payments', '/payments'],
    });
    const used = createGroupReader(config, logger)(claims);
    expect(used?.map(({ entityRef }) => entityRef)).toEqual(
      reportGroups(claims, config)
        .groups.map(({ entityRef }) => entityRef)
        .filter(Boolean),
    );
  });
});
