import { registerBackendHooks } from './__testUtils__/backend';

interface ProviderCase {
  /** The settings of docs/providers.md. */
  settings: object;
  /** The claims of the provider's ID token, in addition to the required ones. */
  claims: Record<string, unknown>;
  /** Default: the user ada with that email address, in the group platform. */
  expected?: { user?: string; groups?: string[]; email?: string };
}

const email = 'ada@example.com';
const ada = { name: 'Ada Lovelace', email, email_verified: true };
const groups = ['platform'];
const oid = '6f1c7a2e-5b1e-4f0b-9d6e-0f1e2d3c4b5a';
const endpoint = 'https://graph.windows.net/t/users/u/getMemberObjects';
const usernameDomains = ['example.com'];
const ROLES = 'urn:zitadel:iam:org:project:roles';
const NAMESPACED = 'https://portal.example.com/groups';

const adFs = {
  usernameClaim: 'upn',
  usernameDomains,
  groupsClaim: 'group',
  groupsFormat: 'text',
};

const cases: Record<string, ProviderCase> = {
  Keycloak: {
    settings: { groupsClaim: 'groups' },
    claims: {
      ...ada,
      typ: 'ID',
      azp: 'backstage',
      sid: 'f3e1',
      acr: '1',
      preferred_username: 'ada',
      groups,
    },
  },
  'Keycloak with client roles and an address that is not verified': {
    settings: { groupsClaim: 'resource_access.backstage.roles' },
    claims: {
      ...ada,
      email_verified: false,
      typ: 'ID',
      azp: 'backstage',
      preferred_username: 'ada',
      resource_access: {
        account: { roles: ['manage-account'] },
        backstage: { roles: groups },
      },
    },
    expected: { email: undefined },
  },
  Dex: {
    settings: { groupsClaim: 'groups' },
    claims: { ...ada, at_hash: 'b2Fq', preferred_username: 'ada', groups },
  },
  'GitHub through Dex': {
    settings: { groupsClaim: 'groups' },
    claims: {
      ...ada,
      at_hash: 'b2Fq',
      preferred_username: 'ada',
      groups: ['acme:platform'],
    },
    expected: { groups: [] },
  },
  'Microsoft Entra ID': {
    settings: {
      usernameDomains,
      dangerouslyTrustEmailWithoutVerification: true,
      groupsClaim: 'roles',
    },
    claims: {
      name: 'Ada Lovelace',
      email,
      preferred_username: email,
      oid,
      tid: '9a1b2c3d-0000-4000-8000-000000000000',
      roles: groups,
      ver: '2.0',
    },
  },
  'Microsoft Entra ID with too many groups for a token': {
    settings: { usernameClaim: 'oid', groupsClaim: 'groups' },
    claims: {
      preferred_username: email,
      oid,
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint } },
      ver: '2.0',
    },
    expected: { user: `user:default/${oid}`, groups: [], email: undefined },
  },
  Okta: {
    settings: { usernameDomains, groupsClaim: 'groups' },
    claims: {
      ...ada,
      ver: 1,
      amr: ['pwd'],
      idp: '00o1a2b3c4',
      preferred_username: email,
      groups: ['Everyone', 'platform', 'On call'],
    },
    expected: { groups: ['group:default/everyone', 'group:default/platform'] },
  },
  Google: {
    settings: { usernameClaim: 'email', usernameDomains },
    claims: { ...ada, azp: 'backstage', hd: 'example.com' },
    expected: { groups: [] },
  },
  'Amazon Cognito': {
    settings: {
      usernameClaim: 'cognito:username',
      groupsClaim: 'cognito:groups',
    },
    claims: {
      ...ada,
      'cognito:username': 'ada',
      'cognito:groups': groups,
      token_use: 'id',
      event_id: '64f5',
    },
  },
  Auth0: {
    settings: {
      usernameClaim: 'email',
      usernameDomains,
      groupsClaim: NAMESPACED,
    },
    claims: {
      ...ada,
      nickname: 'ada',
      sid: 'f3e1',
      updated_at: '2026-03-01T12:00:00.000Z',
      [NAMESPACED]: groups,
    },
  },
  GitLab: {
    settings: { groupsClaim: 'groups_direct' },
    claims: {
      ...ada,
      sub_legacy: 'a1b2',
      nickname: 'ada',
      preferred_username: 'ada',
      groups_direct: ['platform', 'acme/payments'],
    },
  },
  Zitadel: {
    settings: {
      usernameDomains: ['acme.zitadel.cloud'],
      groupsClaim: ROLES,
      groupsFormat: 'keys',
    },
    claims: {
      ...ada,
      aud: ['backstage', '284912345678901234'],
      azp: 'backstage',
      client_id: 'backstage',
      preferred_username: 'ada@acme.zitadel.cloud',
      [ROLES]: { platform: { '284912345678901235': 'acme.zitadel.cloud' } },
    },
  },
  'AD FS for a user in one group': {
    settings: adFs,
    claims: {
      email,
      upn: email,
      unique_name: 'EXAMPLE\\ada',
      sid: 'S-1-5-21-2509590173-1109',
      pwd_exp: '343265',
      group: 'platform',
    },
    expected: { email: undefined },
  },
  'AD FS for a user in two groups': {
    settings: { ...adFs, dangerouslyTrustEmailWithoutVerification: true },
    claims: {
      email,
      upn: email,
      unique_name: 'EXAMPLE\\ada',
      group: ['platform', 'Domain Users'],
    },
  },
};

describe('the settings of docs/providers.md', () => {
  const { refresh } = registerBackendHooks();

  const onlyIfSent = {
    preferred_username: undefined,
    name: undefined,
    email: undefined,
    email_verified: undefined,
  };

  it.each(Object.entries(cases))(
    'sign in a user with a token from %s',
    async (_, { settings, claims, ...providerCase }) => {
      const expected = {
        user: 'user:default/ada',
        groups: ['group:default/platform'],
        email,
        ...providerCase.expected,
      };
      const { status, body } = await refresh({
        block: settings,
        claims: { ...onlyIfSent, ...claims },
      });
      expect(status).toBe(200);
      expect(body.backstageIdentity.identity).toMatchObject({
        userEntityRef: expected.user,
        ownershipEntityRefs: [expected.user, ...expected.groups],
      });
      expect(body.profile.email).toBe(expected.email);
    },
  );
});
