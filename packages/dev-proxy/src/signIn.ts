import { randomBytes } from 'crypto';
import { Request, Response } from 'express';
import Router from 'express-promise-router';
import { IncomingMessage, ServerResponse } from 'http';
import { cookie, expiredCookie, readCookie, readCookies } from './cookies';
import { DevProxyConfig } from './config';
import { errorPage, problemOf, ProxyProblem } from './errorPage';
import { sendPage } from './page';
import { safeRedirect } from './paths';
import { Persona } from './personas';
import { IdentityProvider } from './provider';
import { SessionStore } from './sessions';

/** Same as `cookie_csrf_per_request_limit` in docker-compose.yaml. */
const MAX_SIGN_INS = 10;

/** Redirects to the provider, to return to `rd` afterwards. */
export function startSignIn(
  config: DevProxyConfig,
  req: IncomingMessage,
  res: ServerResponse,
  rd: string,
  prompt: { prompt?: 'login' } = {},
) {
  const nonce = randomBytes(16).toString('hex');
  const location = new URL(`${config.issuer}/authorize`);
  location.search = new URLSearchParams({
    client_id: config.audience,
    response_type: 'code',
    scope: 'openid profile email groups',
    redirect_uri: `${config.origin}${config.prefix}/callback`,
    state: `${nonce}:${rd}`,
    ...prompt,
  }).toString();
  res
    .writeHead(302, {
      location: location.href,
      'cache-control': 'no-store',
      'set-cookie': [
        ...surplusCsrfCookies(req).map(expiredCookie),
        cookie(csrfCookieName(config, nonce), nonce),
      ],
    })
    .end();
}

/** One cookie per sign-in, so that two tabs can sign in at once; oauth2-proxy calls it `cookie_csrf_per_request`. */
function csrfCookieName({ cookieName }: DevProxyConfig, nonce: string): string {
  return `${cookieName}_${nonce.slice(0, 8)}_csrf`;
}

function surplusCsrfCookies(req: IncomingMessage): string[] {
  const names = readCookies(req).map(([name]) => name);
  const csrf = names.filter(name => name.endsWith('_csrf'));
  return csrf.slice(0, Math.max(0, csrf.length - MAX_SIGN_INS));
}

/** The endpoints of oauth2-proxy. */
export function createSignInRoutes(
  config: DevProxyConfig,
  personas: Persona[],
  provider: IdentityProvider,
  sessions: SessionStore,
) {
  const router = Router();
  const sendError = (res: Response, problem: ProxyProblem) =>
    sendPage(res, errorPage(problem, config.prefix));

  const signIn = async (
    res: Response,
    persona: Persona,
    rd: string,
    ...cookies: string[]
  ) => {
    if (persona.email && persona.emailVerified === false) {
      sendError(res, 'email_not_verified');
      return;
    }
    const session = await sessions.create(persona);
    res
      .writeHead(302, { location: rd, 'set-cookie': [session, ...cookies] })
      .end();
  };

  router.get(['/start', '/sign_in'], async (req, res) => {
    const rd = safeRedirect(req.query.rd);
    const { persona: id, prompt } = req.query;
    if (id === undefined) {
      startSignIn(config, req, res, rd, prompt === 'login' ? { prompt } : {});
      return;
    }
    const persona = personas.find(person => person.id === id);
    if (!persona) {
      const ids = personas.map(person => person.id).join(', ');
      res
        .status(400)
        .type('text/plain')
        .send(`No such persona. Set persona to one of these: ${ids}\n`);
      return;
    }
    await signIn(res, persona, rd);
  });

  router.get('/callback', async (req, res) => {
    if (req.query.error) {
      sendError(res, problemOf(String(req.query.error)));
      return;
    }
    const [nonce, ...rd] = String(req.query.state).split(':');
    const csrfCookie = csrfCookieName(config, nonce);
    if (!nonce || readCookie(req, csrfCookie) !== nonce) {
      sendError(res, 'csrf_cookie_missing');
      return;
    }
    const persona = provider.redeem(String(req.query.code));
    if (!persona) {
      sendError(res, 'code_rejected');
      return;
    }
    const path = safeRedirect(rd.join(':'));
    await signIn(res, persona, path, expiredCookie(csrfCookie));
  });

  router.all('/sign_out', (req: Request, res) => {
    sessions.end(req);
    res
      .writeHead(302, {
        location: safeRedirect(req.query.rd),
        'set-cookie': expiredCookie(config.cookieName),
      })
      .end();
  });

  router.get('/auth', async (req, res) => {
    const session = await sessions.find(req);
    res.status(session ? 202 : 401).send(session ? '' : 'Unauthorized');
  });

  router.get('/userinfo', async (req, res) => {
    const session = await sessions.find(req);
    if (!session) {
      res.status(401).send('Unauthorized');
      return;
    }
    const { id, email, groups, userName } = session.persona;
    res.json({
      user: `dev|${id}`,
      email: email ?? '',
      groups,
      preferredUsername: userName,
    });
  });

  return router;
}
