import { createProxyServer } from 'httpxy';
import { IncomingMessage, ServerResponse } from 'http';
import { Socket } from 'net';
import { DevProxyConfig } from './config';
import { refuseOtherHost, isForOtherHost } from './hosts';
import { escapeHtml, Page, sendPage } from './page';
import { belongsToBackend, isPage, isPublic, splitQuery } from './paths';
import { SessionStore } from './sessions';
import { startSignIn } from './signIn';
import { readPagePolicy } from './upstreams';

/** Forwards requests that have a session to the app and the backend, with the identity header. */
export class Gateway {
  // Don't reuse connections: the other side may close one just as it is reused, which results in 502.
  #proxy = createProxyServer({ agent: false });

  constructor(
    private readonly config: DevProxyConfig,
    private readonly sessions: SessionStore,
  ) {}

  async request(req: IncomingMessage, res: ServerResponse) {
    const path = pathOf(req);
    const session = await this.sessions.find(req);
    if (!session && !isPublic(req.method ?? '', path)) {
      this.#refuse(req, res);
      return;
    }
    setIdentityHeader(req, this.config.header, session?.token);
    if (!belongsToBackend(path) && isPage(path)) {
      await this.#setPolicy(res);
    }
    await this.#proxy
      .web(req, res, { target: this.#target(path) })
      .catch(() => this.#sendUnavailable(req, res));
  }

  async upgrade(req: IncomingMessage, socket: Socket, head: Buffer) {
    if (isForOtherHost(this.config, req)) {
      refuseOtherHost(this.config, req, responseTo(req, socket));
      return;
    }
    const session = await this.sessions.find(req);
    if (!session) {
      this.#refuse(req, responseTo(req, socket));
      return;
    }
    setIdentityHeader(req, this.config.header, session.token);
    await this.#proxy
      .ws(req, socket, { target: this.#target(pathOf(req)) }, head)
      .catch(() => socket.destroy());
  }

  /** Adds the policy that a page has in a deployment, because the dev server doesn't send one. */
  async #setPolicy(res: ServerResponse) {
    const policy = await readPagePolicy(this.config);
    if (policy) {
      res.setHeader('content-security-policy', policy);
    }
  }

  #target(path: string): string {
    return belongsToBackend(path) ? this.config.backend : this.config.app;
  }

  #refuse(req: IncomingMessage, res: ServerResponse) {
    if (expectsPage(req)) {
      startSignIn(this.config, req, res, req.url ?? '/');
    } else {
      res.writeHead(401, { 'content-type': 'application/json' }).end('{}');
    }
  }

  #sendUnavailable(req: IncomingMessage, res: ServerResponse) {
    if (res.headersSent) {
      res.destroy();
    } else if (expectsPage(req)) {
      sendPage(res, startingPage(this.config.title));
    } else {
      const error = {
        message: "The backend isn't ready yet. Try again in a moment.",
      };
      res
        .writeHead(502, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error }));
    }
  }
}

/** Shown until the app and the backend respond. */
function startingPage(title: string): Page {
  return {
    status: 502,
    title: `${title} is starting`,
    refreshAfter: 2,
    body: `
<h1 role="status">${escapeHtml(title)} is starting</h1>
<p>The app and the backend are being built. This page reloads automatically. For details, see the terminal.</p>`,
  };
}

/** Sets the identity header, and drops a client's copies of it in any spelling. */
function setIdentityHeader(
  req: IncomingMessage,
  header: string,
  token: string | undefined,
) {
  // Some servers read `X_Name` as `X-Name`.
  const normalize = (name: string) => name.toLowerCase().replace(/_/g, '-');
  for (const name of Object.keys(req.headers)) {
    if (normalize(name) === normalize(header)) {
      delete req.headers[name];
    }
  }
  if (token) {
    req.headers[header.toLowerCase()] = `Bearer ${token}`;
  }
  dropHopByHop(req);
}

/** Drops headers named in Connection (RFC 9110, section 7.6.1). If the identity header is named, the backend sees no user. */
function dropHopByHop(req: IncomingMessage) {
  for (const name of (req.headers.connection ?? '').split(',')) {
    const key = name.trim().toLowerCase();
    if (key !== 'upgrade') {
      delete req.headers[key];
    }
  }
}

/** Returns a response on a refused upgrade's socket. */
function responseTo(req: IncomingMessage, socket: Socket): ServerResponse {
  const res = new ServerResponse(req);
  res.assignSocket(socket);
  res.shouldKeepAlive = false;
  res.on('finish', () => socket.end());
  return res;
}

function pathOf(req: IncomingMessage): string {
  return splitQuery(req.url ?? '/')[0];
}

/** Like oauth2-proxy, treats a request as a script's only if it accepts exactly JSON. */
function expectsPage(req: IncomingMessage): boolean {
  const types = (req.headers.accept ?? '').split(',');
  const asksForJson = types.some(type => type.trim() === 'application/json');
  return isPage(pathOf(req)) && !asksForJson;
}
