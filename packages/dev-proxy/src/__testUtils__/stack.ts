import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo, connect } from 'net';
import { WebSocket, WebSocketServer } from 'ws';
import { DevProxyConfig } from '../config';
import { Persona, personas } from '../personas';
import { startDevProxy } from '../server';

/** The policy that the backend sends with each response. */
export const BACKEND_POLICY =
  "img-src 'self'; connect-src 'self';upgrade-insecure-requests";

type Headers = Record<string, string>;

/** A request as an upstream received it. */
export interface Seen {
  upstream: 'app' | 'backend';
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Starts the proxy with an app and a backend that return the request they received. */
export async function startStack(
  changes: Partial<DevProxyConfig> = {},
  users: Persona[] = personas,
) {
  const app = await startUpstream('app');
  const backend = await startUpstream('backend');
  const config = {
    title: 'Gate <house>',
    origin: 'http://127.0.0.1:0',
    port: 0,
    app: originOf(app),
    backend: originOf(backend),
    issuer: 'http://127.0.0.1:0/_idp',
    audience: 'backstage',
    header: 'X-OAUTH2-PROXY-ID-TOKEN',
    prefix: '/_oauth2',
    cookieName: '_oauth2_proxy',
    ...changes,
  };
  const proxy = await startDevProxy(config, users);
  const { port } = proxy;
  const origin = `http://127.0.0.1:${port}`;
  const request = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}${path}`, { redirect: 'manual', ...init });
  return {
    origin,
    port,
    app,
    appOrigin: originOf(app),
    backend,
    request,
    get: (path: string, headers: Headers = {}) => request(path, { headers }),
    /** Signs in and returns the session cookie. */
    async signIn(persona: string) {
      const start = await request(`/_oauth2/start?persona=${persona}&rd=/`);
      return start.headers.getSetCookie()[0].split(';')[0];
    },
    connect: (path: string, headers: Headers = {}) =>
      new WebSocket(`${origin}${path}`, { headers }),
    /** Sends a request exactly as given, and returns the response as text. */
    sendRaw(requestLine: string, headers: string[]): Promise<string> {
      const lines = [
        `${requestLine} HTTP/1.1`,
        ...headers,
        'Connection: close',
      ];
      return sendRaw(port, `${lines.join('\r\n')}\r\n\r\n`);
    },
    async stop() {
      await proxy.stop();
      await Promise.all([close(app), close(backend)]);
    },
  };
}

/** Closes a server and its connections, including WebSockets. */
export function close(server: Server) {
  server.emit('end-sockets');
  server.closeAllConnections();
  return new Promise(resolve => server.close(resolve));
}

function sendRaw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let response = '';
    socket.on('data', data => {
      response += data;
    });
    socket.on('close', () => resolve(response));
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
  sockets.on('connection', (socket, { headers }) => {
    const identity = headers['x-oauth2-proxy-id-token'];
    socket.on('message', message =>
      socket.send(
        JSON.stringify({ upstream, said: String(message), identity }),
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
