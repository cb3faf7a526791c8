import { randomBytes } from 'crypto';
import { Request, Response } from 'express';
import Router from 'express-promise-router';
import { ServerResponse } from 'http';
import { cookie, expiredCookie, readCookie, SESSION_COOKIE } from './cookies';
import { DevProxyConfig } from './config';
import { errorPage } from './pages/errorPage';
import { sendPage } from './pages/page';
import { PROXY_PREFIX, safeRedirect } from './paths';
import { IdentityProvider } from './provider';
import { personas } from './personas';
import { SessionStore } from './sessions';

/** One cookie a sign-in, so that two tabs can sign in at once; oauth2-proxy calls it `cookie_csrf_per_request`. */
function csrfCookieName(id: string): string {
  return `${SESSION_COOKIE}_${id}_csrf`;
}

/** Sends someone to the provider, and back to `rd` afterwards. */
export function startSignIn(
  config: DevProxyConfig,
  res: ServerResponse,
  rd: string,
) {
  const id = randomBytes(8).toString('hex');
  const csrf = randomBytes(16).toString('hex');
  const location = new URL(`${config.issuer}/authorize`);
  location.search = new URLSearchParams({
    client_id: config.audience,
    response_type: 'code',
    scope: 'openid profile email groups',
    redirect_uri: `${config.origin}${PROXY_PREFIX}/callback`,
    state: [id, csrf, rd].join(':'),
  }).toString();
  return res.writeHead(302, {
    location: location.href,
    'cache-control': 'no-store',
    'set-cookie': cookie(csrfCookieName(id), csrf),
  });
}

/** The endpoints of oauth2-proxy. */
export function createSignInRoutes(
  config: DevProxyConfig,
  provider: IdentityProvider,
  sessions: SessionStore,
) {
  const router = Router();

  const signIn = async (
    res: Response,
    persona: (typeof personas)[number],
    rd: string,
    ...cookies: string[]
  ) => {
    const session = cookie(SESSION_COOKIE, await sessions.create(persona));
    res
      .writeHead(302, { location: rd, 'set-cookie': [session, ...cookies] })
      .end();
  };

  router.get(['/start', '/sign_in'], async (req, res) => {
    const rd = safeRedirect(req.query.rd);
    const persona = personas.find(({ id }) => id === req.query.persona);
    if (persona) {
      await signIn(res, persona, rd);
    } else {
      startSignIn(config, res, rd).end();
    }
  });

  router.get('/callback', async (req, res) => {
    const [id, csrf, ...rd] = String(req.query.state).split(':');
    const csrfCookie = csrfCookieName(id);
    if (req.query.error) {
      sendPage(res, errorPage('provider_refused'));
      return;
    }
    if (!csrf || readCookie(req, csrfCookie) !== csrf) {
      sendPage(res, errorPage('sign_in_unfinished'));
      return;
    }
    const persona = provider.redeem(String(req.query.code));
    if (!persona) {
      sendPage(res, errorPage('sign_in_failed'));
      return;
    }
    await signIn(
      res,
      persona,
      safeRedirect(rd.join(':')),
      expiredCookie(csrfCookie),
    );
  });

  router.all('/sign_out', (req: Request, res) => {
    sessions.delete(readCookie(req, SESSION_COOKIE));
    res
      .writeHead(302, {
        location: safeRedirect(req.query.rd),
        'set-cookie': expiredCookie(SESSION_COOKIE),
      })
      .end();
  });

  router.get('/auth', async (req, res) => {
    const session = await sessions.get(readCookie(req, SESSION_COOKIE));
    res.status(session ? 202 : 401).send(session ? '' : 'Unauthorized');
  });

  router.get('/userinfo', async (req, res) => {
    const session = await sessions.get(readCookie(req, SESSION_COOKIE));
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
