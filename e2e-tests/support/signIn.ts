import { APIRequestContext, APIResponse } from '@playwright/test';
import { composeStack } from './composeStack';

/** Where Keycloak's demo calls people otherwise than the stand-in does. */
const KEYCLOAK_NAMES: Record<string, string> = {
  barbara: 'barbara@example.com',
  zoe: 'zoë',
};

/** How a person is called where they sign in. */
export function keycloakName(persona: string): string {
  return KEYCLOAK_NAMES[persona] ?? persona;
}

/**
 * Begins to sign in, without anybody having said who they are yet.
 *
 * @returns the address at the provider. It carries the persona for the stand-in; Keycloak will ask.
 */
export async function startSignIn(
  request: APIRequestContext,
  persona: string,
  path = '/',
): Promise<string> {
  const rd = encodeURIComponent(path);
  const response = await request.get(
    `/_oauth2/start?rd=${rd}&persona=${persona}`,
    { maxRedirects: 0 },
  );
  return nextAddress(response);
}

/**
 * Goes from the provider back to the portal, as a browser would, and gives the password if asked.
 *
 * @returns the address in the portal where it ends
 */
export async function finishSignIn(
  request: APIRequestContext,
  address: string,
  persona: string,
): Promise<string> {
  let response = await request.get(address, { maxRedirects: 0 });
  if (response.status() === 200) {
    response = await request.post(await formAction(response), {
      form: {
        username: keycloakName(persona),
        password: composeStack.password(),
      },
      maxRedirects: 0,
    });
  }
  const callback = await request.get(nextAddress(response), {
    maxRedirects: 0,
  });
  return nextAddress(callback);
}

/** Signs in without a browser; the cookies are in the request context then. */
export async function signIn(
  request: APIRequestContext,
  persona: string,
  path = '/',
): Promise<string> {
  const address = await startSignIn(request, persona, path);
  return finishSignIn(request, address, persona);
}

function nextAddress(response: APIResponse): string {
  const { location } = response.headers();
  if (!location) {
    throw new Error(
      `${response.url()} answered ${response.status()} and leads nowhere`,
    );
  }
  return new URL(location, response.url()).href;
}

async function formAction(page: APIResponse): Promise<string> {
  const [, action] = (await page.text()).match(/action="([^"]+)"/) ?? [];
  if (!action) {
    throw new Error(`${page.url()} has no form to sign in with`);
  }
  return action.replaceAll('&amp;', '&');
}
