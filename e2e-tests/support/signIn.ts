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
 * @returns the address of the provider's page
 */
export async function startSignIn(
  request: APIRequestContext,
  path = '/',
  query = '',
): Promise<string> {
  const response = await request.get(
    `/_oauth2/start?rd=${encodeURIComponent(path)}${query}`,
    { maxRedirects: 0 },
  );
  return nextAddress(response);
}

/**
 * Goes from the provider back to the portal, as a browser would, and says who signs in if asked.
 *
 * @returns the address in the portal where it ends
 */
export async function finishSignIn(
  request: APIRequestContext,
  address: string,
  persona: string,
): Promise<string> {
  const callback = await request.get(
    await submitSignIn(request, address, persona),
    { maxRedirects: 0 },
  );
  return nextAddress(callback);
}

/**
 * Signs in at the provider, and does not go back to the portal yet.
 *
 * @returns the address of the callback
 */
export async function submitSignIn(
  request: APIRequestContext,
  address: string,
  persona: string,
): Promise<string> {
  let response = await request.get(address, { maxRedirects: 0 });
  if (response.status() === 200) {
    response = await submitForm(request, response, persona);
  }
  return nextAddress(response);
}

/** Signs in without a browser; the cookies are in the request context then. */
export async function signIn(
  request: APIRequestContext,
  persona: string,
  path = '/',
): Promise<string> {
  return finishSignIn(request, await startSignIn(request, path), persona);
}

async function submitForm(
  request: APIRequestContext,
  page: APIResponse,
  persona: string,
): Promise<APIResponse> {
  const html = await page.text();
  const [, action] = html.match(/action="([^"]+)"/) ?? [];
  if (!action) {
    throw new Error(`${page.url()} has no form to sign in with`);
  }
  const form: Record<string, string> = html.includes('name="password"')
    ? { username: keycloakName(persona), password: composeStack.password() }
    : { persona, state: new URL(page.url()).searchParams.get('state') ?? '' };
  return request.post(
    new URL(action.replaceAll('&amp;', '&'), page.url()).href,
    {
      form,
      maxRedirects: 0,
    },
  );
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
