import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo, connect } from 'net';
import { WebSocketServer } from 'ws';
import { startDevProxy } from '../server';

/** What the backend sends with each answer. */
export const BACKEND_POLICY =
  "img-src 'self'; connect-src 'self';upgrade-insecure-requests";

/** What an upstream saw of a request. */
export interface Seen {
  upstream: 'app' | 'backend';
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** The proxy with an app and a backend behind it that say what they saw. */
export async function startStack() {
  const app = await startUpstream('app');
  const backend = await startUpstream('backend');
  const proxy = await startDevProxy({
    title: 'Gate <house>',
    origin: 'http://127.0.0.1:0',
    port: 0,
    app: originOf(app),
    backend: originOf(backend),
    issuer: 'http://127.0.0.1:0/_idp',
    audience: 'backstage',
    header: 'X-OAUTH2-PROXY-ID-TOKEN',
  });
  const origin = `http://127.0.0.1:${proxy.port}`;
  return {
    origin,
    port: proxy.port,
    app,
    appOrigin: originOf(app),
    backend,
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(`${origin}${path}`, { headers, redirect: 'manual' }),
    /** Signs a persona in and returns the session cookie. */
    async signIn(persona: string) {
      const response = await fetch(
        `${origin}/_oauth2/start?persona=${persona}&rd=/`,
        { redirect: 'manual' },
      );
      return response.headers.getSetCookie()[0].split(';')[0];
    },
    async stop() {
      await proxy.stop();
      await Promise.all([close(app), close(backend)]);
    },
  };
}

/** Ends a server and everything that is connected to it, WebSockets too. */
export function close(server: Server) {
  server.emit('end-sockets');
  server.closeAllConnections();
  return new Promise(resolve => server.close(resolve));
}

/** Sends a request byte by byte as given, and returns everything that comes back. */
export function sendRaw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', data => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

async function startUpstream(upstream: Seen['upstream']): Promise<Server> {
  const server = createServer(async (req, res) => {
    if (req.url === '/events' || req.url === '/api/events') {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('data: first\n\n');
      return;
    }
    let body = '';
    for await (const chunk of req) {
      body += chunk;
    }
    const { method = '', url = '', headers } = req;
    const seen: Seen = { upstream, method, url, headers, body };
    res.setHeader('content-type', 'application/json');
    if (upstream === 'backend') {
      res.setHeader('content-security-policy', BACKEND_POLICY);
    }
    res.end(JSON.stringify(seen));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, req) => {
    socket.on('message', message =>
      socket.send(
        JSON.stringify({
          upstream,
          said: String(message),
          identity: req.headers['x-oauth2-proxy-id-token'],
        }),
      ),
    );
  });
  server.on('end-sockets', () =>
    sockets.clients.forEach(socket => socket.terminate()),
  );
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
