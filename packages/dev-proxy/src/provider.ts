import { randomBytes } from 'crypto';
import { Router, urlencoded } from 'express';
import { DevProxyConfig } from './config';
import { sendPage } from './page';
import { personaPage } from './personaPage';
import { PROXY_PREFIX } from './paths';
import { Persona, personas } from './personas';
import { TokenIssuer } from './tokens';

const MAX_CODES = 1_000;

/** Stands in for an OpenID provider, without passwords. */
export class IdentityProvider {
  #codes = new Map<string, Persona>();

  constructor(
    private readonly config: DevProxyConfig,
    private readonly tokens: TokenIssuer,
  ) {}

  /** Returns the user that a code was issued for. A code works once. */
  redeem(code: string): Persona | undefined {
    const persona = this.#codes.get(code);
    this.#codes.delete(code);
    return persona;
  }

  routes() {
    const { issuer, title } = this.config;
    const router = Router();

    router.get('/.well-known/openid-configuration', (_req, res) => {
      res.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: [this.tokens.jwks.keys[0].alg],
      });
    });

    router.get('/jwks', (_req, res) => {
      res.json(this.tokens.jwks);
    });

    router.get('/authorize', (req, res) => {
      sendPage(res, personaPage(title, String(req.query.state ?? '')));
    });

    router.post('/authorize', urlencoded({ extended: false }), (req, res) => {
      const persona = personas.find(({ id }) => id === req.body.persona);
      if (!persona) {
        res.status(400).type('text/plain').send('No such persona.\n');
        return;
      }
      const callback = new URLSearchParams({
        code: this.#createCode(persona),
        state: String(req.body.state),
      });
      res.redirect(303, `${PROXY_PREFIX}/callback?${callback}`);
    });

    return router;
  }

  #createCode(persona: Persona): string {
    const code = randomBytes(16).toString('hex');
    this.#codes.set(code, persona);
    if (this.#codes.size > MAX_CODES) {
      const [oldest] = this.#codes.keys();
      this.#codes.delete(oldest);
    }
    return code;
  }
}
