import { createProxyServer } from 'httpxy';
import { IncomingMessage, ServerResponse } from 'http';
import { Socket } from 'net';
import { DevProxyConfig } from './config';
import { readCookie, SESSION_COOKIE } from './cookies';
import { setIdentityHeader } from './headers';
import { sendPage } from './pages/page';
import { startingPage } from './pages/startingPage';
import { belongsToBackend, isApi, isPublic } from './paths';
import { SessionStore } from './sessions';
import { startSignIn } from './signInRoutes';

/** Lets requests with a session through to app and backend, with the identity header and nothing else added. */
export class Gateway {
  // A connection that is kept for the next request may be closed by the other side at that very moment: a 502 now and then.
  #proxy = createProxyServer({ agent: false });

  constructor(
    private readonly config: DevProxyConfig,
    private readonly sessions: SessionStore,
  ) {}

  async request(req: IncomingMessage, res: ServerResponse) {
    const path = pathOf(req);
    const session = await this.#session(req);
    if (!session && !isPublic(req.method ?? '', path)) {
      this.#refuse(req, res, path);
      return;
    }
    setIdentityHeader(req, this.config.header, session?.token);
    await this.#proxy
      .web(req, res, { target: this.#target(path) })
      .catch(() => this.#unavailable(req, res, path));
  }

  async upgrade(req: IncomingMessage, socket: Socket, head: Buffer) {
    const path = pathOf(req);
    const session = await this.#session(req);
    if (!session) {
      this.#refuseUpgrade(req, socket, path);
      return;
    }
    setIdentityHeader(req, this.config.header, session.token);
    const target = this.#target(path);
    await this.#proxy
      .ws(req, socket, { target }, head)
      .catch(() => socket.destroy());
  }

  #session(req: IncomingMessage) {
    return this.sessions.get(readCookie(req, SESSION_COOKIE));
  }

  #target(path: string): string {
    return belongsToBackend(path) ? this.config.backend : this.config.app;
  }

  #refuse(req: IncomingMessage, res: ServerResponse, path: string) {
    if (isApi(path) || asksForJson(req)) {
      res.writeHead(401, { 'content-type': 'application/json' }).end('{}');
    } else {
      startSignIn(this.config, res, req.url ?? '/').end();
    }
  }

  #refuseUpgrade(req: IncomingMessage, socket: Socket, path: string) {
    const res = new ServerResponse(req);
    res.assignSocket(socket);
    res.shouldKeepAlive = false;
    res.on('finish', () => socket.end());
    this.#refuse(req, res, path);
  }

  #unavailable(req: IncomingMessage, res: ServerResponse, path: string) {
    if (res.headersSent) {
      res.destroy();
    } else if (isApi(path) || asksForJson(req)) {
      const error = {
        message: 'The backend is not there yet. Try again in a moment.',
      };
      res
        .writeHead(502, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error }));
    } else {
      sendPage(res, startingPage(this.config.title));
    }
  }
}

function pathOf(req: IncomingMessage): string {
  return (req.url ?? '/').split('?')[0];
}

/** oauth2-proxy takes a request for that of a script only if it asks for exactly this. */
function asksForJson(req: IncomingMessage): boolean {
  return (req.headers.accept ?? '')
    .split(',')
    .some(type => type.trim() === 'application/json');
}
