import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import express, { Request, RequestHandler, Response } from 'express';

const SESSION_LIFETIME_MS = 60 * 60 * 1000;

const STARTED_ELSEWHERE = {
  error: 'access_denied',
  error_description:
    'This request was started in another browser. Start it again, and open its address in the browser in which you want to answer.',
};

/**
 * Lets only the browser that opened `/v1/authorize` approve or reject the request of a client, so that nobody can have their own request
 * approved by another user. Backstage itself accepts the answer of any user.
 *
 * @param secure - whether browsers reach the portal over HTTPS
 */
export function createConsentGuard(secure: boolean): express.Router {
  // Browsers send a __Host- cookie to this host alone, so that no other host of the domain can set it.
  const prefix = `${secure ? '__Host-' : ''}authorization-`;
  const remember: RequestHandler = (_req, res, next) => {
    const redirect: (url: string) => void = res.redirect;
    res.redirect = function sendRedirect(this: Response, url: string) {
      const [, sessionId] = url.match(/\/oauth2\/authorize\/([^/?#]+)$/) ?? [];
      if (sessionId) {
        this.cookie(`${prefix}${sessionId}`, '1', {
          httpOnly: true,
          sameSite: 'lax',
          secure,
          maxAge: SESSION_LIFETIME_MS,
        });
      }
      redirect.call(this, url);
    } as Response['redirect'];
    next();
  };

  const requireCookie: RequestHandler = (req, res, next) => {
    if (hasCookie(req, `${prefix}${req.params.sessionId}`)) {
      next();
    } else {
      res.status(403).json(STARTED_ELSEWHERE);
    }
  };

  const router = express.Router();
  router.get('/v1/authorize', remember);
  router.post(
    ['/v1/sessions/:sessionId/approve', '/v1/sessions/:sessionId/reject'],
    requireCookie,
  );
  return router;
}

function hasCookie({ headers }: Request, name: string): boolean {
  const cookies = (headers.cookie ?? '').split(';');
  return cookies.some(cookie => cookie.trim() === `${name}=1`);
}

export const consentGuard = createBackendModule({
  pluginId: 'auth',
  moduleId: 'consent-guard',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
      },
      async init({ config, httpRouter }) {
        const baseUrl = config.getString('backend.baseUrl');
        // Modules start before their plugin, so the guard comes before the plugin's own routes.
        httpRouter.use(createConsentGuard(baseUrl.startsWith('https:')));
      },
    });
  },
});
