import { APIRequestContext, APIResponse } from '@playwright/test';
import { generateKeyPair, SignJWT } from 'jose';
import { composeStack } from './stacks';

/** Users whose names in the demo's Keycloak and in the stand-in differ. */
const KEYCLOAK_NAMES: Record<string, string> = {
  barbara: 'barbara@example.com',
  zoe: 'zoë',
};

/** Returns a persona's user name in Keycloak. */
export function keycloakName(persona: string): string {
  return KEYCLOAK_NAMES[persona] ?? persona;
}

/** Starts a sign-in, and returns the URL of the provider's page. */
export async function startSignIn(
  request: APIRequestContext,
  path = '/',
  query = '',
): Promise<string> {
  const start = `/_oauth2/start?rd=${encodeURIComponent(path)}${query}`;
  return locationOf(await request.get(start, { maxRedirects: 0 }));
}

/** Signs in at the provider, with the form if it shows one, and returns the callback's URL. */
export async function submitSignIn(
  request: APIRequestContext,
  address: string,
  persona: string,
): Promise<string> {
  const page = await request.get(address, { maxRedirects: 0 });
  return locationOf(
    page.status() === 200 ? await submitForm(request, page, persona) : page,
  );
}

/** Signs in at the provider, opens the callback like a browser, and returns the URL that it redirects to. */
export async function finishSignIn(
  request: APIRequestContext,
  address: string,
  persona: string,
): Promise<string> {
  const callback = await submitSignIn(request, address, persona);
  return locationOf(await request.get(callback, { maxRedirects: 0 }));
}

/** Signs in without a browser, which leaves the cookies in the request context. */
export async function signIn(
  request: APIRequestContext,
  persona: string,
  path = '/',
): Promise<string> {
  return finishSignIn(request, await startSignIn(request, path), persona);
}

/** Returns a token that would be Ada's if the provider had signed it. */
export async function forgeToken(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT({ preferred_username: 'ada' })
    .setProtectedHeader({ alg: 'RS256', kid: 'forged' })
    .setIssuer('http://localhost/_idp')
    .setAudience('backstage')
    .setSubject('ada')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
}

async function submitForm(
  request: APIRequestContext,
  page: APIResponse,
  persona: string,
): Promise<APIResponse> {
  const html = await page.text();
  const [, action] = html.match(/action="([^"]+)"/) ?? [];
  if (!action) {
    throw new Error(`${page.url()} has no sign-in form`);
  }
  const form: Record<string, string> = html.includes('name="password"')
    ? { username: keycloakName(persona), password: composeStack.password() }
    : { persona, state: new URL(page.url()).searchParams.get('state') ?? '' };
  const url = new URL(action.replaceAll('&amp;', '&'), page.url()).href;
  return request.post(url, { form, maxRedirects: 0 });
}

function locationOf(response: APIResponse): string {
  const { location } = response.headers();
  if (!location) {
    throw new Error(
      `${response.url()} responded with ${response.status()} without a location`,
    );
  }
  return new URL(location, response.url()).href;
}
