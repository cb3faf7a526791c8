import { APIRequest, APIRequestContext } from '@playwright/test';
import { composeStack } from './composeStack';

// https://www.keycloak.org/docs-api/latest/rest-api/
const REALM = '/admin/realms/gatehouse';

/** Gives every token that the demo's Keycloak issues from now on this life, in seconds. */
export async function setTokenLife(api: APIRequest, life: number) {
  await asAdmin(api, keycloak =>
    keycloak.put(REALM, { data: { accessTokenLifespan: life } }),
  );
}

/** Says whether the e-mail address of someone is verified. */
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

/** Makes someone a member of a group, or no longer one. Tokens show it when they are renewed. */
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

/** Ends the sessions that a person has at the demo's Keycloak. The tokens that they have stay good until their end. */
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
  const anybody = await api.newContext(options);
  const answer = await anybody.post(
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
  const { access_token: token } = await answer.json();
  const admin = await api.newContext({
    ...options,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  await act(admin);
  await Promise.all([anybody.dispose(), admin.dispose()]);
}
