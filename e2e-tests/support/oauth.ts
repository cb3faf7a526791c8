import { APIRequestContext } from '@playwright/test';
import { createHash, randomBytes } from 'crypto';

/** The client of `auth.staticClients`, which has no secret. */
export const CLIENT_ID = 'mcp';
export const REDIRECT_URI = 'http://localhost:8787/callback';

export const TOKEN = '/api/auth/v1/token';
export const AUTHORIZE = '/api/auth/v1/authorize';
export const SESSIONS = '/api/auth/v1/sessions';

export interface Authorization {
  id: string;
  verifier: string;
}

/** Creates a verifier and its challenge (RFC 7636). */
export function createPkce() {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return { verifier, challenge };
}

/** Returns the URL that a client opens in the browser, with some parameters changed. */
export function authorizePath(
  challenge: string,
  changes: Record<string, string> = {},
): string {
  const query = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid offline_access',
    state: 'the-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  });
  return `${AUTHORIZE}?${query}`;
}

/** Starts an authorization in a session's browser. */
export async function authorize(
  session: APIRequestContext,
): Promise<Authorization> {
  const { verifier, challenge } = createPkce();
  const response = await session.get(authorizePath(challenge), {
    maxRedirects: 0,
  });
  return { id: idOf(response.headers().location), verifier };
}

/** Approves an authorization as a user, and returns the client's URL that the browser opens. */
export async function approve(
  session: APIRequestContext,
  headers: Record<string, string>,
  id: string,
): Promise<URL> {
  const path = `${SESSIONS}/${id}/approve`;
  const response = await session.post(path, { headers });
  return new URL((await response.json()).redirectUrl);
}

/** Authorizes the client, and returns the code and its verifier. */
export async function obtainCode(
  session: APIRequestContext,
  headers: Record<string, string>,
) {
  const { id, verifier } = await authorize(session);
  const redirect = await approve(session, headers, id);
  return { code: redirect.searchParams.get('code')!, verifier };
}

/** Exchanges a code for tokens, with some fields changed. */
export function exchange(
  client: APIRequestContext,
  { code, verifier }: { code: string; verifier: string },
  changes: Record<string, string> = {},
) {
  return client.post(TOKEN, {
    form: {
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: verifier,
      ...changes,
    },
  });
}

export function refresh(
  client: APIRequestContext,
  refreshToken: string,
  changes: Record<string, string> = {},
) {
  return client.post(TOKEN, {
    form: {
      grant_type: 'refresh_token',
      client_id: CLIENT_ID,
      refresh_token: refreshToken,
      ...changes,
    },
  });
}

export function revoke(client: APIRequestContext, refreshToken: string) {
  return client.post('/api/auth/v1/revoke', {
    form: { client_id: CLIENT_ID, token: refreshToken },
  });
}

/** Returns an authorization's ID from the URL of its consent page. */
export function idOf(location: string): string {
  const [, id] = location.match(/\/oauth2\/authorize\/([^/?#]+)$/) ?? [];
  if (!id) {
    throw new Error(`${location} is not the URL of a consent page`);
  }
  return id;
}
