import { readJson, request } from './http.mjs';
import { shared, skip } from './results.mjs';

export const REFRESH = '/api/auth/oauth2proxy/refresh';

/** What the app gets with the session that was copied from the browser: the user with a token, or an error. */
export const refresh = shared(async context => {
  const answer = await fetchAsUser(context, REFRESH);
  return { status: answer.status, ...readJson(answer) };
});

export async function fetchAsUser(
  { portal, session: { cookie } },
  path,
  headers,
) {
  if (!cookie || !portal) {
    skip('Add --url, and --token-from-browser with a session');
  }
  const answer = await request(portal.origin + path, {
    headers: { ...headers, accept: 'application/json', cookie },
  });
  return answer.failure ? skip('The portal cannot be reached') : answer;
}
