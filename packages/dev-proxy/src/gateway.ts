import { createProxyServer } from 'httpxy';
import { IncomingMessage, ServerResponse } from 'http';
import { Socket } from 'net';
import { DevProxyConfig } from './config';
import { readCookie, SESSION_COOKIE } from './cookies';
import { startSignIn } from './csrf';
import { setIdentityHeader } from './headers';
import { answerOtherHost, isForOtherHost } from './hosts';
import { sendPage } from './pages/page';
import { startingPage } from './pages/startingPage';
import { readPagePolicy } from './pagePolicy';
import { belongsToBackend, isPage, isPublic } from './paths';
import { SessionStore } from './sessions';

/** Lets requests with a session through to app and backend, with the identity header and nothing else added. */
export class Gateway {
  // The other side may close an idle connection just as it is reused, which would answer 502.
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
    if (!belongsToBackend(path) && isPage(path)) {
      await this.#setPolicy(res);
    }
    await this.#proxy
      .web(req, res, { target: this.#target(path) })
      .catch(() => this.#unavailable(req, res, path));
  }

  async upgrade(req: IncomingMessage, socket: Socket, head: Buffer) {
    const path = pathOf(req);
    if (isForOtherHost(this.config, req)) {
      answerOtherHost(this.config, req, responseTo(req, socket));
      return;
    }
    const session = await this.#session(req);
    if (!session) {
      this.#refuse(req, responseTo(req, socket), path);
      return;
    }
    setIdentityHeader(req, this.config.header, session.token);
    const target = this.#target(path);
    await this.#proxy
      .ws(req, socket, { target }, head)
      .catch(() => socket.destroy());
  }

  /** The dev server sends no policy. With the backend's, a page may do what it may do in a deployment. */
  async #setPolicy(res: ServerResponse) {
    const policy = await readPagePolicy(this.config);
    if (policy) {
      res.setHeader('content-security-policy', policy);
    }
  }

  #session(req: IncomingMessage) {
    return this.sessions.get(readCookie(req, SESSION_COOKIE));
  }

  #target(path: string): string {
    return belongsToBackend(path) ? this.config.backend : this.config.app;
  }

  #refuse(req: IncomingMessage, res: ServerResponse, path: string) {
    if (!isPage(path) || asksForJson(req)) {
      res.writeHead(401, { 'content-type': 'application/json' }).end('{}');
    } else {
      startSignIn(this.config, req, res, req.url ?? '/');
    }
  }

  #unavailable(req: IncomingMessage, res: ServerResponse, path: string) {
    if (res.headersSent) {
      res.destroy();
    } else if (!isPage(path) || asksForJson(req)) {
      const error = {
        message: "The backend isn't ready yet. Try again in a moment.",
      };
      res
        .writeHead(502, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error }));
    } else {
      sendPage(res, startingPage(this.config.title));
    }
  }
}

/** A response on the socket of a request to upgrade, for when it is refused. */
function responseTo(req: IncomingMessage, socket: Socket): ServerResponse {
  const res = new ServerResponse(req);
  res.assignSocket(socket);
  res.shouldKeepAlive = false;
  res.on('finish', () => socket.end());
  return res;
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
