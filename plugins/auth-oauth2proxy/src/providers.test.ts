import { registerBackendHooks } from './__testUtils__/backend';

interface ProviderCase {
  /** The settings of docs/providers.md. */
  settings: object;
  /** The claims of the provider's ID token, in addition to the required ones. */
  claims: Record<string, unknown>;
  user: string;
  groups?: string[];
  email?: string;
}

const email = 'ada@example.com';
const ada = { name: 'Ada Lovelace', email, email_verified: true };
const platform = ['group:default/platform'];
const ROLES = 'urn:zitadel:iam:org:project:roles';

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
      groups: ['platform'],
    },
    user: 'user:default/ada',
    groups: platform,
    email,
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
        backstage: { roles: ['platform'] },
      },
    },
    user: 'user:default/ada',
    groups: platform,
  },
  Dex: {
    settings: { groupsClaim: 'groups' },
    claims: {
      ...ada,
      at_hash: 'b2Fq',
      preferred_username: 'ada',
      groups: ['platform'],
    },
    user: 'user:default/ada',
    groups: platform,
    email,
  },
  'GitHub through Dex': {
    settings: { groupsClaim: 'groups' },
    claims: {
      ...ada,
      at_hash: 'b2Fq',
      preferred_username: 'ada',
      groups: ['acme:platform'],
    },
    user: 'user:default/ada',
    email,
  },
  'Microsoft Entra ID': {
    settings: {
      usernameDomains: ['example.com'],
      dangerouslyTrustEmailWithoutVerification: true,
      groupsClaim: 'roles',
    },
    claims: {
      name: 'Ada Lovelace',
      email,
      preferred_username: email,
      oid: '6f1c7a2e-5b1e-4f0b-9d6e-0f1e2d3c4b5a',
      tid: '9a1b2c3d-0000-4000-8000-000000000000',
      roles: ['platform'],
      ver: '2.0',
    },
    user: 'user:default/ada',
    groups: platform,
    email,
  },
  'Microsoft Entra ID with too many groups for a token': {
    settings: { usernameClaim: 'oid', groupsClaim: 'groups' },
    claims: {
      preferred_username: email,
      oid: '6f1c7a2e-5b1e-4f0b-9d6e-0f1e2d3c4b5a',
      _claim_names: { groups: 'src1' },
      _claim_sources: {
        src1: {
          endpoint: 'https://graph.windows.net/t/users/u/getMemberObjects',
        },
      },
      ver: '2.0',
    },
    user: 'user:default/6f1c7a2e-5b1e-4f0b-9d6e-0f1e2d3c4b5a',
  },
  Okta: {
    settings: { usernameDomains: ['example.com'], groupsClaim: 'groups' },
    claims: {
      ...ada,
      ver: 1,
      amr: ['pwd'],
      idp: '00o1a2b3c4',
      preferred_username: email,
      groups: ['Everyone', 'platform', 'On call'],
    },
    user: 'user:default/ada',
    groups: ['group:default/everyone', ...platform],
    email,
  },
  Google: {
    settings: { usernameClaim: 'email', usernameDomains: ['example.com'] },
    claims: { ...ada, azp: 'backstage', hd: 'example.com' },
    user: 'user:default/ada',
    email,
  },
  'Amazon Cognito': {
    settings: {
      usernameClaim: 'cognito:username',
      groupsClaim: 'cognito:groups',
    },
    claims: {
      ...ada,
      'cognito:username': 'ada',
      'cognito:groups': ['platform'],
      token_use: 'id',
      event_id: '64f5',
    },
    user: 'user:default/ada',
    groups: platform,
    email,
  },
  Auth0: {
    settings: {
      usernameClaim: 'email',
      usernameDomains: ['example.com'],
      groupsClaim: 'https://portal.example.com/groups',
    },
    claims: {
      ...ada,
      nickname: 'ada',
      sid: 'f3e1',
      updated_at: '2026-03-01T12:00:00.000Z',
      'https://portal.example.com/groups': ['platform'],
    },
    user: 'user:default/ada',
    groups: platform,
    email,
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
    user: 'user:default/ada',
    groups: platform,
    email,
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
    user: 'user:default/ada',
    groups: platform,
    email,
  },
  'AD FS for a user in one group': {
    settings: {
      usernameClaim: 'upn',
      usernameDomains: ['example.com'],
      groupsClaim: 'group',
      groupsFormat: 'text',
    },
    claims: {
      email,
      upn: email,
      unique_name: 'EXAMPLE\\ada',
      sid: 'S-1-5-21-2509590173-1109',
      pwd_exp: '343265',
      group: 'platform',
    },
    user: 'user:default/ada',
    groups: platform,
  },
  'AD FS for a user in two groups': {
    settings: {
      usernameClaim: 'upn',
      usernameDomains: ['example.com'],
      dangerouslyTrustEmailWithoutVerification: true,
      groupsClaim: 'group',
      groupsFormat: 'text',
    },
    claims: {
      email,
      upn: email,
      unique_name: 'EXAMPLE\\ada',
      group: ['platform', 'Domain Users'],
    },
    user: 'user:default/ada',
    groups: platform,
    email,
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
    'sign in with a token of %s',
    async (_, { settings, claims, user, groups = [], email: expected }) => {
      const { status, body } = await refresh({
        block: settings,
        claims: { ...onlyIfSent, ...claims },
      });
      expect(status).toBe(200);
      expect(body.backstageIdentity.identity).toMatchObject({
        userEntityRef: user,
        ownershipEntityRefs: [user, ...groups],
      });
      expect(body.profile.email).toBe(expected);
    },
  );
});
