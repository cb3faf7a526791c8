import { isError } from '@backstage/errors';
import express from 'express';
import { createServer, Server } from 'http';
import { AddressInfo, Socket } from 'net';
import { DevProxyConfig } from './config';
import { errorPage } from './errorPage';
import { Gateway } from './gateway';
import { refuseOtherHost, isForOtherHost } from './hosts';
import { sendPage } from './page';
import { cleanPath, isWellEncoded, PROVIDER_PREFIX, splitQuery } from './paths';
import { Persona } from './personas';
import { IdentityProvider } from './provider';
import { SessionStore } from './sessions';
import { createSignInRoutes } from './signIn';
import { TokenIssuer } from './tokens';
import { isReady } from './upstreams';

/** Starts the proxy and the provider at one address on this machine. */
export async function startDevProxy(
  config: DevProxyConfig,
  personas: Persona[],
) {
  const tokens = await TokenIssuer.create(config);
  const sessions = new SessionStore(tokens, config.cookieName);
  const provider = new IdentityProvider(config, personas, tokens);
  const gateway = new Gateway(config, sessions);

  const app = express();
  app.disable('x-powered-by');
  app.use((req, res, next) => {
    if (isForOtherHost(config, req)) {
      refuseOtherHost(config, req, res);
      return;
    }
    const [path, query] = splitQuery(req.url);
    if (query.includes(';') || !isWellEncoded(path)) {
      // oauth2-proxy does the same. It is written in Go, which accepts a semicolon in a query only if it is encoded as %3B.
      sendPage(res, errorPage('address_invalid', config.prefix));
      return;
    }
    const cleaned = cleanPath(path);
    if (cleaned !== path) {
      res.writeHead(301, { location: `${cleaned}${query}` }).end();
      return;
    }
    next();
  });
  app.get('/ping', (_req, res) => {
    res.send('OK');
  });
  app.get('/ready', async (_req, res) => {
    const ready = await isReady(config);
    res.status(ready ? 200 : 503).send(ready ? 'OK' : 'starting');
  });
  app.get('/robots.txt', (_req, res) => {
    res.type('text/plain').send('User-agent: *\nDisallow: /\n');
  });
  // These responses set cookies or depend on them.
  app.use([PROVIDER_PREFIX, config.prefix], (_req, res, next) => {
    res.set('cache-control', 'no-store');
    next();
  });
  app.use(PROVIDER_PREFIX, provider.routes());
  app.use(
    config.prefix,
    createSignInRoutes(config, personas, provider, sessions),
  );
  app.use((req, res, next) => {
    gateway.request(req, res).catch(next);
  });

  const servers = await listen(app, config.port);
  const sockets = new Set<Socket>();
  for (const server of servers) {
    server.requestTimeout = 0;
    // Like oauth2-proxy, never close idle connections, because a client may reuse one just as it is closed.
    server.keepAliveTimeout = 0;
    server.on('connection', socket => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.on('upgrade', (req, socket, head) => {
      socket.on('error', () => socket.destroy());
      gateway.upgrade(req, socket as Socket, head);
    });
  }
  return {
    port: portOf(servers[0]),
    async stop() {
      const closed = servers.map(
        server => new Promise(resolve => server.close(resolve)),
      );
      sockets.forEach(socket => socket.destroy());
      await Promise.all(closed);
    },
  };
}

/** Listens on both loopback addresses, because browsers try both for localhost; without IPv6, on the first only. */
async function listen(app: express.Express, port: number): Promise<Server[]> {
  const first = await listenOn(app, port, '127.0.0.1');
  try {
    return [first, await listenOn(app, portOf(first), '::1')];
  } catch (error) {
    if (isError(error) && error.code === 'EADDRINUSE') {
      first.close();
      throw error;
    }
    return [first];
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listenOn(
  app: express.Express,
  port: number,
  host: string,
): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
