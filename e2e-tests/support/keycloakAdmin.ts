import { APIRequest, APIRequestContext } from '@playwright/test';
import { generateKeyPairSync } from 'crypto';
import { SignJWT } from 'jose';
import { composeStack } from './stacks';

// https://www.keycloak.org/docs-api/latest/rest-api/
const REALM = '/admin/realms/gatehouse';

/** Sets the lifetime of tokens that Keycloak issues from now on, in seconds. */
export async function setTokenLifetime(api: APIRequest, seconds: number) {
  await asAdmin(api, keycloak =>
    keycloak.put(REALM, { data: { accessTokenLifespan: seconds } }),
  );
}

/** Sets whether a user's email address is verified. */
export async function setEmailVerified(
  api: APIRequest,
  username: string,
  emailVerified: boolean,
) {
  await asAdmin(api, async keycloak => {
    const user = await findUser(keycloak, username);
    await keycloak.put(`${REALM}/users/${user.id}`, {
      data: { ...user, emailVerified },
    });
  });
}

/** Sets whether a user is a member of a group. Tokens show it when they are refreshed. */
export async function setMembership(
  api: APIRequest,
  username: string,
  group: string,
  isMember: boolean,
) {
  await asAdmin(api, async keycloak => {
    const user = await findUser(keycloak, username);
    const found = await keycloak.get(`${REALM}/groups`, {
      params: { search: group, exact: true },
    });
    const [{ id }] = await found.json();
    await keycloak.fetch(`${REALM}/users/${user.id}/groups/${id}`, {
      method: isMember ? 'PUT' : 'DELETE',
    });
  });
}

/** Ends a user's sessions in Keycloak. Tokens that were issued stay valid until they expire. */
export async function endSessionsOf(api: APIRequest, username: string) {
  await asAdmin(api, async keycloak => {
    const { id } = await findUser(keycloak, username);
    await keycloak.post(`${REALM}/users/${id}/logout`);
  });
}

/** Creates a user, whose account gets a new ID. */
export async function createUser(api: APIRequest, username: string) {
  await asAdmin(api, keycloak =>
    keycloak.post(`${REALM}/users`, {
      data: {
        username,
        firstName: 'Katherine',
        lastName: 'Johnson',
        enabled: true,
        credentials: [{ type: 'password', value: composeStack.password() }],
      },
    }),
  );
}

/** Changes a user name, which Keycloak allows only for a while. */
export async function renameUser(
  api: APIRequest,
  username: string,
  newName: string,
) {
  await asAdmin(api, async keycloak => {
    const allowRenaming = (editUsernameAllowed: boolean) =>
      keycloak.put(REALM, { data: { editUsernameAllowed } });
    await allowRenaming(true);
    const user = await findUser(keycloak, username);
    await keycloak.put(`${REALM}/users/${user.id}`, {
      data: { ...user, username: newName },
    });
    await allowRenaming(false);
  });
}

/** Deletes a user if there is one. */
export async function deleteUser(api: APIRequest, username: string) {
  await asAdmin(api, async keycloak => {
    const user = await findUser(keycloak, username);
    if (user) {
      await keycloak.delete(`${REALM}/users/${user.id}`);
    }
  });
}

/** Returns an ID token for the portal, without a browser. */
export async function issueIdToken(
  api: APIRequest,
  username: string,
): Promise<string> {
  let token = '';
  await asAdmin(api, async keycloak => {
    const found = await keycloak.get(`${REALM}/clients?clientId=backstage`);
    const [client] = await found.json();
    const allowPasswords = (directAccessGrantsEnabled: boolean) =>
      keycloak.put(`${REALM}/clients/${client.id}`, {
        data: { ...client, directAccessGrantsEnabled },
      });
    await allowPasswords(true);
    const response = await keycloak.post(
      '/realms/gatehouse/protocol/openid-connect/token',
      {
        headers: { authorization: '' },
        form: {
          grant_type: 'password',
          scope: 'openid',
          client_id: client.clientId,
          client_secret: client.secret,
          username,
          password: composeStack.password(),
        },
      },
    );
    token = (await response.json()).id_token;
    await allowPasswords(false);
  });
  return token;
}

/** Adds a signing key to Keycloak, and returns a function that signs ID tokens of users that Keycloak doesn't have. */
export async function addSigningKey(api: APIRequest) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const { n } = publicKey.export({ format: 'jwk' });
  let kid = '';
  let address = '';
  await asAdmin(api, async keycloak => {
    const created = await keycloak.post(`${REALM}/components`, {
      data: {
        name: 'test',
        providerType: 'org.keycloak.keys.KeyProvider',
        providerId: 'rsa',
        config: {
          privateKey: [privateKey.export({ type: 'pkcs8', format: 'pem' })],
          // Keycloak itself signs with its own key, which has priority 100.
          priority: ['0'],
        },
      },
    });
    address = created.headers().location;
    const found = await keycloak.get(
      '/realms/gatehouse/protocol/openid-connect/certs',
    );
    const { keys } = await found.json();
    kid = keys.find((key: { n?: string }) => key.n === n).kid;
  });
  return {
    sign: (claims: { sub: string; [claim: string]: unknown }) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(`${composeStack.keycloakURL}/realms/gatehouse`)
        .setAudience('backstage')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    remove: () => asAdmin(api, keycloak => keycloak.delete(address)),
  };
}

async function findUser(keycloak: APIRequestContext, username: string) {
  const found = await keycloak.get(`${REALM}/users`, {
    params: { username, exact: true },
  });
  const [user] = await found.json();
  return user;
}

async function asAdmin(
  api: APIRequest,
  act: (keycloak: APIRequestContext) => Promise<unknown>,
) {
  const options = { baseURL: composeStack.keycloakURL, failOnStatusCode: true };
  const anonymous = await api.newContext(options);
  const response = await anonymous.post(
    '/realms/master/protocol/openid-connect/token',
    {
      form: {
        grant_type: 'password',
        client_id: 'admin-cli',
        username: 'admin',
        password: composeStack.password(),
      },
    },
  );
  const { access_token: token } = await response.json();
  const admin = await api.newContext({
    ...options,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  await act(admin);
  await Promise.all([anonymous.dispose(), admin.dispose()]);
}
