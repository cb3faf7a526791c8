import { randomBytes } from 'crypto';
import { Persona } from './personas';
import { TokenIssuer } from './tokens';

/** Tokens are renewed when they have less than this left; oauth2-proxy does so by `cookie_refresh`. */
const RENEW_BEFORE_END_MS = 60_000;

const MAX_SESSIONS = 1_000;

interface Session {
  persona: Persona;
  token: string;
  endsAt: number;
}

/** Who is signed in, by the value of the session cookie. Kept in memory, as long as this process. */
export class SessionStore {
  #sessions = new Map<string, Session>();

  constructor(private readonly tokens: TokenIssuer) {}

  /** Starts a session and returns its id. */
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
    return id;
  }

  /** The session with this id and a token that is valid, or undefined if there is none or it has ended. */
  async get(id: string | undefined): Promise<Session | undefined> {
    const session = this.#sessions.get(id ?? '');
    if (!session || !id) {
      return undefined;
    }
    const left = session.endsAt - Date.now();
    if (session.persona.tokenLifetime) {
      if (left <= 0) {
        this.#sessions.delete(id);
        return undefined;
      }
    } else if (left < RENEW_BEFORE_END_MS) {
      Object.assign(session, await this.tokens.issue(session.persona));
    }
    return session;
  }

  delete(id: string | undefined) {
    this.#sessions.delete(id ?? '');
  }
}
