import { APIRequest, APIRequestContext } from '@playwright/test';
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

/** Ends a user's sessions in Keycloak. Tokens that were issued stay valid until they expire. */
export async function endSessionsOf(api: APIRequest, username: string) {
  await asAdmin(api, async keycloak => {
    const { id } = await findUser(keycloak, username);
    await keycloak.post(`${REALM}/users/${id}/logout`);
  });
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
