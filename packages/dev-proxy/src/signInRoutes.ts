import { Request, Response } from 'express';
import Router from 'express-promise-router';
import { cookie, expiredCookie, readCookie, SESSION_COOKIE } from './cookies';
import { DevProxyConfig } from './config';
import { csrfCookieName, startSignIn } from './csrf';
import { errorPage, problemOf } from './pages/errorPage';
import { sendPage } from './pages/page';
import { safeRedirect } from './paths';
import { IdentityProvider } from './provider';
import { Persona, personas } from './personas';
import { SessionStore } from './sessions';

/** The endpoints of oauth2-proxy. */
export function createSignInRoutes(
  config: DevProxyConfig,
  provider: IdentityProvider,
  sessions: SessionStore,
) {
  const router = Router();

  const signIn = async (
    res: Response,
    persona: Persona,
    rd: string,
    ...cookies: string[]
  ) => {
    if (persona.email && persona.emailVerified === false) {
      sendPage(res, errorPage('email_not_verified'));
      return;
    }
    const session = cookie(SESSION_COOKIE, await sessions.create(persona));
    res
      .writeHead(302, { location: rd, 'set-cookie': [session, ...cookies] })
      .end();
  };

  router.get(['/start', '/sign_in'], async (req, res) => {
    const rd = safeRedirect(req.query.rd);
    const { persona: id, prompt } = req.query;
    if (id === undefined) {
      startSignIn(config, req, res, rd, prompt === 'login');
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
      sendPage(res, errorPage(problemOf(String(req.query.error))));
      return;
    }
    const [nonce, ...rd] = String(req.query.state).split(':');
    const csrfCookie = csrfCookieName(nonce);
    if (!nonce || readCookie(req, csrfCookie) !== nonce) {
      sendPage(res, errorPage('csrf_cookie_missing'));
      return;
    }
    const persona = provider.redeem(String(req.query.code));
    if (!persona) {
      sendPage(res, errorPage('code_rejected'));
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
