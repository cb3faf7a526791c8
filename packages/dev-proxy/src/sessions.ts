import { randomBytes } from 'crypto';
import { IncomingMessage } from 'http';
import { cookie, readCookie } from './cookies';
import { Persona } from './personas';
import { TokenIssuer } from './tokens';

/** Tokens are renewed when less than this is left; oauth2-proxy calls it `cookie_refresh`. */
const RENEW_BEFORE_END_MS = 60_000;

const MAX_SESSIONS = 1_000;

interface Session {
  persona: Persona;
  token: string;
  endsAt: number;
}

/** Keeps sessions in memory, by the value of the session cookie. */
export class SessionStore {
  #sessions = new Map<string, Session>();

  constructor(
    private readonly tokens: TokenIssuer,
    private readonly cookieName: string,
  ) {}

  /** Starts a session and returns its cookie. */
  async create(persona: Persona): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, {
      persona,
      ...(await this.tokens.issue(persona)),
    });
    if (this.#sessions.size > MAX_SESSIONS) {
      const [oldest] = this.#sessions.keys();
      this.#sessions.delete(oldest);
    }
    return cookie(this.cookieName, id);
  }

  /** Returns a request's session with a valid token, or undefined if there is none or it has ended. */
  async find(req: IncomingMessage): Promise<Session | undefined> {
    const session = this.#sessions.get(readCookie(req, this.cookieName) ?? '');
    if (!session) {
      return undefined;
    }
    const left = session.endsAt - Date.now();
    if (session.persona.tokenLifetime) {
      return left > 0 ? session : undefined;
    }
    if (left < RENEW_BEFORE_END_MS) {
      Object.assign(session, await this.tokens.issue(session.persona));
    }
    return session;
  }

  /** Ends a request's session. */
  end(req: IncomingMessage) {
    this.#sessions.delete(readCookie(req, this.cookieName) ?? '');
  }
}
