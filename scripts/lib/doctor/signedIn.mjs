import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../command.mjs';
import { seconds } from '../contradictions.mjs';
import { readJson } from './http.mjs';
import { check, ok, problem, problemOrOk, shared, skip } from './results.mjs';
import { fetchAsUser, refresh } from './session.mjs';

/** Node limits a request's headers to 16 KiB in total, and the browser's own headers need some of that. */
const LARGEST_TOKEN = 12_000;
const MARGIN_SECONDS = 10;

/** A reference to a group; kind and namespace are optional. */
const REF = /^(?:group:)?(?:([^/]+)\/)?(.+)$/i;

/** Serves the settings page's identity card. */
const IDENTITY = '/api/auth/oauth2proxy/identity';

export const signedIn = [
  check('Session', async context => {
    const { status, error, backstageIdentity } = await refresh(context);
    if (backstageIdentity) {
      return ok(backstageIdentity.identity.userEntityRef);
    }
    if (!error?.code) {
      return problem(
        status === 401 || status === 302
          ? 'The session has ended, or the cookie was not copied completely. Sign in and copy it again'
          : `The portal responds with ${status}. See the backend's log`,
      );
    }
    return problem(
      `The backend refused the sign-in with ${error.code}: ${error.message}`,
    );
  }),
  check('Groups', async context => {
    const { backstageIdentity } = await refresh(context);
    if (!backstageIdentity) {
      skip('The user is not signed in');
    }
    const { token, identity } = backstageIdentity;
    const response = await fetchAsUser(context, IDENTITY, {
      authorization: `Bearer ${token}`,
    });
    const { groups, groupsMissingReason: missingReason } =
      readJson(response) ?? {};
    if (!groups) {
      skip(`The backend does not report groups: ${response.status}`);
    }
    const ignored = groups.filter(
      ({ entityRef }) => !identity.ownershipEntityRefs.includes(entityRef),
    );
    const reasons = ignored.map(({ name, reason }) => `${name} (${reason})`);
    const summary = [
      `${groups.length - ignored.length} used`,
      reasons.length > 0 && `ignored: ${reasons.join(', ')}`,
      missingReason,
    ]
      .filter(Boolean)
      .join('; ');
    const isBroken =
      missingReason === 'list_too_long' ||
      (groups.length > 0 && ignored.length === groups.length);
    return isBroken
      ? problem(`${summary}. Change the claim at the provider, or groups.map`)
      : ok(summary);
  }),
  check('Administrators', async context => {
    const { backstageIdentity } = await refresh(context);
    if (!backstageIdentity) {
      skip('The user is not signed in');
    }
    const group = administratorsOf(context);
    const [, namespace = 'default', name] = group.match(REF);
    const { status } = await fetchAsUser(
      context,
      `/api/catalog/entities/by-name/group/${namespace}/${name}`,
      { authorization: `Bearer ${backstageIdentity.token}` },
    );
    return status === 404
      ? problem(
          `${group} is not in the catalog. Correct ADMINISTRATORS, or add the group to the catalog`,
        )
      : ok(group);
  }),
  check('Claims', async context => {
    const { claims } = await requireToken(context);
    const {
      OIDC_ISSUER: issuer = claims.iss,
      OIDC_CLIENT_ID: client,
      USERNAME_CLAIM: userName = 'preferred_username',
      GROUPS_CLAIM: groups,
    } = context.values;
    const audience = [claims.aud].flat();
    return problemOrOk(
      [
        claims.iss !== issuer &&
          `"iss" is "${claims.iss}", but OIDC_ISSUER is "${issuer}"`,
        client &&
          !audience.includes(client) &&
          `"aud" is "${audience}", but OIDC_CLIENT_ID is "${client}"`,
        !has(claims, userName) &&
          `The token lacks the user name claim "${userName}". Request the scope "profile", or set USERNAME_CLAIM`,
        groups &&
          !has(claims, groups) &&
          `The token lacks the groups claim "${groups}". Add it to the ID token at the provider`,
      ],
      `The token contains ${Object.keys(claims).join(', ')}`,
    );
  }),
  check('Token lifetime', async context => {
    const { claims } = await requireToken(context);
    const { COOKIE_REFRESH = '4m' } = context.values;
    const lifetime = claims.exp - claims.iat;
    return seconds(COOKIE_REFRESH) > lifetime - MARGIN_SECONDS
      ? problem(
          `The token is valid for ${lifetime} s, but COOKIE_REFRESH is ${COOKIE_REFRESH}. Shorten COOKIE_REFRESH, or requests will fail with token_expired`,
        )
      : ok(`${lifetime} s, renewed after ${COOKIE_REFRESH}`);
  }),
  check('Token size', async context => {
    const { token } = await requireToken(context);
    return token.length > LARGEST_TOKEN
      ? problem(
          `The token is ${token.length} bytes long. With the other headers, it may exceed the limit of 16384 bytes. Configure the provider to send fewer groups`,
        )
      : ok(`${token.length} of 16384 bytes`);
  }),
];

/** The administrators' group, by default the one in app-config.yaml. */
function administratorsOf({ values }) {
  const config = readFileSync(join(root, 'app-config.yaml'), 'utf8');
  const [, configured] = config.match(/^ {2}administrators: (\S+)$/m) ?? [];
  const group = values.ADMINISTRATORS ?? configured;
  return group ?? skip('permission.administrators is not set');
}

/** The ID token, which only portals with `exposeIdToken` send to the browser. */
const requireToken = shared(async context => {
  const token =
    context.session.idToken ?? (await refresh(context)).providerInfo?.idToken;
  if (!token) {
    skip(
      'The browser gets no ID token. Set exposeIdToken, or paste an ID token from the provider instead of the cookie',
    );
  }
  const claims = readJson({
    text: Buffer.from(token.split('.')[1], 'base64url').toString(),
  });
  return claims ? { token, claims } : skip('This is not an ID token');
});

/** Whether the claim exists. For a path such as `realm_access.roles`, checks only its first part. */
function has(claims, path) {
  return path in claims || path.split('.')[0] in claims;
}
