import { createServer } from 'node:http';
import { createProxyServer } from 'httpxy';
import { identityHeaders } from './identityHeaders.mjs';
import { ADA } from './identityProvider.mjs';
import { close, listen } from './servers.mjs';

/** One token is kept for this long, as a proxy keeps a session's. */
const TOKEN_KEPT_MS = 30 * 60 * 1000;

/**
 * Stands where oauth2-proxy stands: passes everything on to the backend, with the identity of one person in the headers.
 *
 * @param {{ issueToken(claims: object): Promise<string> }} provider
 * @param {{ target: string, port?: number, claims?: object }} options
 */
export async function startGateway(provider, options) {
  const { target, port, claims = ADA } = options;
  const proxy = createProxyServer({ agent: false });
  const identity = createIdentity(provider, claims);
  const server = createServer(async (req, res) => {
    setHeaders(req, await identity());
    await proxy
      .web(req, res, { target })
      .catch(() =>
        res.headersSent ? res.destroy() : res.writeHead(502).end(),
      );
  });
  const upgraded = new Set();
  server.on('upgrade', async (req, socket, head) => {
    upgraded.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => upgraded.delete(socket));
    setHeaders(req, await identity());
    await proxy.ws(req, socket, { target }, head).catch(() => socket.destroy());
  });
  const url = await listen(server, port);
  return {
    url,
    stop() {
      upgraded.forEach(socket => socket.destroy());
      return close(server);
    },
  };
}

function createIdentity(provider, claims) {
  let headers;
  let issuedAt = -Infinity;
  return () => {
    if (Date.now() - issuedAt > TOKEN_KEPT_MS) {
      issuedAt = Date.now();
      headers = provider
        .issueToken(claims)
        .then(token => identityHeaders(token, claims));
    }
    return headers;
  };
}

/** What the client sent under these names is replaced. */
function setHeaders(req, headers) {
  for (const [name, value] of Object.entries(headers)) {
    delete req.headers[name];
    if (value !== undefined) {
      req.headers[name] = value;
    }
  }
}
