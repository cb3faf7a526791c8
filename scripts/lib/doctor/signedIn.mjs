import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../command.mjs';
import { seconds } from '../contradictions.mjs';
import { readJson } from './http.mjs';
import { check, judge, ok, problem, shared, skip } from './results.mjs';
import { askAsUser, refresh } from './session.mjs';

/** Node's limit for all headers of a request is 16 KiB; the browser's own need some of it. */
const LARGEST_TOKEN = 12_000;
const MARGIN_SECONDS = 10;

/** A reference to a group; kind and namespace are optional. */
const REF = /^(?:group:)?(?:([^/]+)\/)?(.+)$/i;

/** What the identity card on the settings page shows. */
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
      `The backend refuses the user with ${error.code}: ${error.message}`,
    );
  }),
  check('Groups of a user', async context => {
    const { backstageIdentity } = await refresh(context);
    if (!backstageIdentity) {
      skip('The user is not signed in');
    }
    const { token, identity } = backstageIdentity;
    const answer = await askAsUser(context, IDENTITY, {
      authorization: `Bearer ${token}`,
    });
    const { groups, groupsAbsence: missingReason } = readJson(answer) ?? {};
    if (!groups) {
      skip(`The backend does not report groups: ${answer.status}`);
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
    const { status } = await askAsUser(
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
    return judge(
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
          `The token is valid for ${lifetime} s, but COOKIE_REFRESH is ${COOKIE_REFRESH}. Shorten COOKIE_REFRESH, or users are refused with token_expired`,
        )
      : ok(`${lifetime} s, renewed after ${COOKIE_REFRESH}`);
  }),
  check('Token size', async context => {
    const { token } = await requireToken(context);
    return token.length > LARGEST_TOKEN
      ? problem(
          `The token is ${token.length} bytes long, and all headers together can be at most 16384. Send fewer groups`,
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

/** Whether there is a claim with that name, or the object in which a path such as `realm_access.roles` begins. */
function has(claims, path) {
  return path in claims || path.split('.')[0] in claims;
}
