import { randomBytes } from 'crypto';
import { Router, urlencoded } from 'express';
import { DevProxyConfig } from './config';
import { escapeHtml, Page, sendPage } from './page';
import { PROVIDER_PREFIX } from './paths';
import { Persona } from './personas';
import { TokenIssuer } from './tokens';

const MAX_CODES = 1_000;

/** Stands in for an OpenID provider, without passwords. */
export class IdentityProvider {
  #codes = new Map<string, Persona>();

  constructor(
    private readonly config: DevProxyConfig,
    private readonly personas: Persona[],
    private readonly tokens: TokenIssuer,
  ) {}

  /** Returns the user that a code was issued for. A code works once. */
  redeem(code: string): Persona | undefined {
    const persona = this.#codes.get(code);
    this.#codes.delete(code);
    return persona;
  }

  routes() {
    const { issuer, title, prefix } = this.config;
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
      const state = String(req.query.state ?? '');
      sendPage(res, personaPage(title, state, this.personas));
    });

    router.post('/authorize', urlencoded({ extended: false }), (req, res) => {
      const persona = this.personas.find(({ id }) => id === req.body.persona);
      if (!persona) {
        res.status(400).type('text/plain').send('No such persona.\n');
        return;
      }
      const callback = new URLSearchParams({
        code: this.#createCode(persona),
        state: String(req.body.state),
      });
      res.redirect(303, `${prefix}/callback?${callback}`);
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

/** Lists the development users to sign in as. */
function personaPage(title: string, state: string, personas: Persona[]): Page {
  return {
    status: 200,
    title: `Sign in to ${title}`,
    body: `
<h1>Choose a user</h1>
<p class="notice"><strong>For development only.</strong> There is no password here. In a deployment, oauth2-proxy redirects to your
identity provider instead.</p>
<form method="post" action="${PROVIDER_PREFIX}/authorize">
<input type="hidden" name="state" value="${escapeHtml(state)}">
<ul>${personas.map(personaItem).join('')}</ul>
</form>`,
  };
}

function personaItem({ id, name, userName, about }: Persona): string {
  const initials = name.split(' ').map(part => part[0]);
  return `
<li><button class="persona" name="persona" value="${escapeHtml(id)}">
<span class="initials" aria-hidden="true">${escapeHtml(
    initials.join(''),
  )}</span>
<span class="name">${escapeHtml(name)}</span>
<code>${escapeHtml(userName)}</code>
<span class="about">${escapeHtml(about ?? '')}</span>
</button></li>`;
}
