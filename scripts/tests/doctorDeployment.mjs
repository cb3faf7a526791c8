import {
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

const CLIENT = 'portal';
const SESSION = 'c2Vzc2lvbiBvZiBncmFjZQ==|1764280000|c2lnbmF0dXJl=';
const TOKEN = 'b4ckstage-t0ken';
const HEADER = 'x-oauth2-proxy-id-token';
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
});

/** The provider's published key. */
export const KEY = {
  ...publicKey.export({ format: 'jwk' }),
  kid: 'key',
  use: 'sig',
  alg: 'RS256',
};

/** What a user copies from the browser. */
export const SESSION_COOKIE = `_oauth2_proxy=${SESSION}`;

/** Signs an ID token as the provider does. */
export function issueToken(claims) {
  const now = Math.floor(Date.now() / 1000);
  const content = [
    { alg: 'RS256', kid: 'key' },
    {
      aud: CLIENT,
      sub: '1',
      preferred_username: 'grace',
      groups: ['payments'],
      iat: now,
      exp: now + 300,
      ...claims,
    },
  ]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${sign(
    'sha256',
    Buffer.from(content),
    privateKey,
  ).toString('base64url')}`;
}

/**
 * Starts a provider, a proxy and backends, which respond like the real ones except for their faults.
 *
 * @returns their addresses, and matching settings
 */
export async function startDeployment(t, faults = {}) {
  const provider = await startProvider(t, faults.provider);
  const backends = [];
  for (const faultsOfOne of faults.backends ?? [faults.backend]) {
    backends.push(await startBackend(t, provider, faultsOfOne));
  }
  const portal = await startProxy(t, provider, backends[0], faults.proxy);
  const isHttp = portal.startsWith('http:');
  return {
    portal,
    provider,
    backends,
    settings: {
      PUBLIC_URL: portal,
      OIDC_ISSUER: provider,
      OIDC_CLIENT_ID: CLIENT,
      OIDC_CLIENT_SECRET: 'o1dc-cl1ent-s3cret',
      COOKIE_SECRET: '0f1e2d3c4b5a6978',
      SESSIONS_PASSWORD: 's3ssions-p4ssword',
      CACHE_PASSWORD: 'c4che-p4ssword-1',
      POSTGRES_PASSWORD: 'p0stgres-p4ssword',
      BACKSTAGE_DATABASE_PASSWORD: 'b4ckstage-p4ssword',
      GROUPS_CLAIM: 'groups',
      ...(isHttp && { COOKIE_NAME: '_oauth2_proxy', COOKIE_SECURE: 'false' }),
    },
  };
}

async function startProvider(
  t,
  {
    tls,
    keys = [KEY],
    clock = 0,
    document,
    documentStatus = 200,
    authorizeStatus = 200,
  } = {},
) {
  const origin = await listen(t, { tls }, (req, res) => {
    const { pathname } = new URL(req.url, origin);
    res.setHeader('date', new Date(Date.now() + clock * 1000).toUTCString());
    if (pathname.endsWith('/.well-known/openid-configuration')) {
      sendJson(res, documentStatus, {
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        jwks_uri: `${origin}/keys`,
        end_session_endpoint: `${origin}/logout`,
        id_token_signing_alg_values_supported: ['RS256'],
        ...document?.(origin),
      });
    } else if (pathname === '/keys') {
      sendJson(res, 200, { keys });
    } else {
      res.writeHead(authorizeStatus).end('<html>');
    }
  });
  return origin;
}

function startBackend(
  t,
  issuer,
  {
    readiness = 200,
    app = 'app',
    verifies = true,
    withToken,
    withoutToken,
    groups = ['portal-admins'],
  } = {},
) {
  const answerRefresh = req => {
    const token = req.headers[HEADER]?.replace('Bearer ', '');
    if (!token) {
      return withoutToken ?? [401, { error: { code: 'token_missing' } }];
    }
    if (withToken) {
      return withToken;
    }
    const claims = claimsOf(token);
    if (verifies && !isSigned(token)) {
      return [401, { error: { code: 'token_signature_invalid' } }];
    }
    if (claims.exp * 1000 < Date.now()) {
      const message = 'The ID token has expired';
      return [401, { error: { code: 'token_expired', message } }];
    }
    const userEntityRef = `user:default/${claims.preferred_username}`;
    const groups = readGroups(claims).flatMap(
      ({ entityRef }) => entityRef ?? [],
    );
    return [
      200,
      {
        providerInfo: { idToken: token },
        backstageIdentity: {
          token: TOKEN,
          identity: {
            userEntityRef,
            ownershipEntityRefs: [userEntityRef, ...groups],
          },
        },
      },
    ];
  };
  const answerIdentity = ({ headers }) =>
    headers.authorization === `Bearer ${TOKEN}`
      ? [200, { groups: readGroups(claimsOf(headers[HEADER])) }]
      : [401, {}];
  const answerGroup =
    name =>
    ({ headers }) => {
      if (headers.authorization !== `Bearer ${TOKEN}`) {
        return [401, {}];
      }
      return [groups.includes(name) ? 200 : 404, {}];
    };
  const routes = {
    '/.backstage/health/v1/readiness': () => [readiness, {}],
    '/api/auth/.well-known/jwks.json': () => [200, { keys: [KEY] }],
    '/api/auth/oauth2proxy/refresh': answerRefresh,
    '/api/auth/oauth2proxy/identity': answerIdentity,
    '/api/catalog/entities/by-name/group/default/portal-admins':
      answerGroup('portal-admins'),
    '/signed-out.html': () => [200, {}],
    '/': () => [200, { app }],
  };
  return listen(t, {}, (req, res) => {
    const route = routes[req.url];
    const refusal = { error: { name: 'AuthenticationError', issuer } };
    sendJson(res, ...(route ? route(req) : [401, refusal]));
  });
}

function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

function readGroups({ groups = [] }) {
  return groups.map(name =>
    /^[\w.-]+$/.test(name)
      ? { name, reason: 'not_included', entityRef: `group:default/${name}` }
      : { name, reason: 'name_invalid' },
  );
}

function isSigned(token) {
  const [header, payload, signature] = token.split('.');
  return verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    createPublicKey({ key: KEY, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
}

/** oauth2-proxy with the routes of docker-compose.yaml. */
async function startProxy(t, provider, backend, faults = {}) {
  const {
    tls,
    page,
    parametersOf = () => ({}),
    cookie = value => value,
    state = value => value,
    pathOf = req => req.url,
    isPublic = () => false,
    isApi = path => /^\/(api|static)\/|\.json$/.test(path),
    forwards = () => false,
    claims = {},
    websocket = ({ headers }) =>
      headers['sec-websocket-protocol'] === TOKEN ? 101 : 401,
    maxHeaderSize,
  } = faults;
  const origin = await listen(
    t,
    { tls, maxHeaderSize, websocket },
    async (req, res) => {
      const path = pathOf(req);
      const open =
        /^\/(signed-out\.html|\.backstage\/health\/.*|api\/auth\/\.well-known\/.*)$/.test(
          path,
        ) || isPublic(path, req);
      const hasSession = req.headers.cookie?.endsWith(`=${SESSION}`);
      if (open || hasSession || forwards(req)) {
        const ownToken =
          hasSession && !forwards(req)
            ? `Bearer ${issueToken({ iss: provider, ...claims })}`
            : '';
        const response = await fetch(backend + req.url, {
          method: req.method,
          headers: {
            authorization: req.headers.authorization ?? '',
            [HEADER]:
              ownToken ||
              (forwards(req)
                ? req.headers[HEADER] ?? req.headers.authorization
                : ''),
          },
        });
        return res.writeHead(response.status).end(await response.text());
      }
      if (isApi(path)) {
        return sendJson(res, 401, {});
      }
      if (page) {
        return res.writeHead(page).end('<html>');
      }
      const location = new URL(`${provider}/authorize`);
      const all = {
        client_id: CLIENT,
        redirect_uri: `${origin}/_oauth2/callback`,
        response_type: 'code',
        scope: 'openid profile email',
        code_challenge_method: 'S256',
        code_challenge: 'challenge',
        nonce: 'nonce',
        state: state(`nonce:${req.url}`),
        ...parametersOf(req),
      };
      location.search = new URLSearchParams(
        Object.entries(all).filter(([, value]) => value !== undefined),
      );
      const flags = '; Path=/; HttpOnly; SameSite=Lax';
      return res
        .writeHead(302, {
          location: location.href,
          'set-cookie': cookie(
            tls
              ? `__Host-oauth2_proxy_csrf=x${flags}; Secure`
              : `_oauth2_proxy_csrf=x${flags}`,
          ),
        })
        .end();
    },
  );
  return origin;
}

async function listen(t, { tls, maxHeaderSize, websocket }, answer) {
  const server = tls
    ? createTlsServer(tls, answer)
    : createServer({ maxHeaderSize }, answer);
  if (websocket) {
    server.on('upgrade', (req, socket) => {
      t.after(() => socket.destroy());
      const status = websocket(req);
      if (status) {
        socket.write(
          `HTTP/1.1 ${status} Some text\r\nUpgrade: websocket\r\nConnection: ${
            status === 101 ? 'Upgrade' : 'close'
          }\r\nContent-Length: 0\r\n\r\n`,
        );
      }
    });
  }
  server.listen(0, 'localhost');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${tls ? 'https' : 'http'}://localhost:${server.address().port}`;
}

function sendJson(res, status, body) {
  res
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}
