import {
  AuditorService,
  coreServices,
  createBackendModule,
  DiscoveryService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import express, { Request, RequestHandler, Response } from 'express';

const REQUEST_LIFETIME_MS = 60 * 60 * 1000;

/** How many requests a browser can have open. Each adds a cookie, and more would make the browser's headers too large for the portal. */
const MAX_REQUESTS = 10;

const STARTED_ELSEWHERE = {
  error: 'access_denied',
  error_description:
    'This request was started in another browser. Start it again, and open its address in the browser that you want to use.',
};

/**
 * Lets only the browser that opened `/v1/authorize` approve or reject a client's request, so that nobody can trick another user into
 * approving it. Backstage itself accepts any user's answer.
 *
 * @param secure - whether browsers reach the portal over HTTPS
 */
export function createConsentGuard(secure: boolean): express.Router {
  // Other hosts in the domain can't set a __Host- cookie for this host.
  const prefix = `${secure ? '__Host-' : ''}authorization-`;
  const options = { httpOnly: true, sameSite: 'lax', secure } as const;
  const remember: RequestHandler = (req, res, next) => {
    const redirect: (url: string) => void = res.redirect;
    res.redirect = function sendRedirect(this: Response, url: string) {
      const [, sessionId] = url.match(/\/oauth2\/authorize\/([^/?#]+)$/) ?? [];
      if (sessionId) {
        // Browsers send the oldest cookies first.
        const names = cookieNames(req).filter(name => name.startsWith(prefix));
        for (const name of names.slice(0, 1 - MAX_REQUESTS)) {
          this.clearCookie(name, options);
        }
        this.cookie(`${prefix}${sessionId}`, '1', {
          ...options,
          maxAge: REQUEST_LIFETIME_MS,
        });
      }
      redirect.call(this, url);
    } as Response['redirect'];
    next();
  };

  const requireCookie: RequestHandler = (req, res, next) => {
    if (cookieNames(req).includes(`${prefix}${req.params.sessionId}`)) {
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

/** Records which user approved which client, once Backstage has accepted the approval. */
export function createApprovalRecorder(services: {
  auditor: AuditorService;
  discovery: DiscoveryService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
}): RequestHandler {
  const { auditor, discovery, httpAuth, logger } = services;

  /** Call it before the approval, because Backstage then deletes the client's request. */
  const readClientId = async (sessionId: string): Promise<string> => {
    const baseUrl = await discovery.getBaseUrl('auth');
    const id = encodeURIComponent(sessionId);
    const response = await fetch(`${baseUrl}/v1/sessions/${id}`);
    return (await response.json()).clientId;
  };

  const record = async (req: Request, clientId: string) => {
    const { principal } = await httpAuth.credentials(req, { allow: ['user'] });
    const event = await auditor.createEvent({
      eventId: 'client-approve',
      severityLevel: 'medium',
      meta: {
        entityRef: principal.userEntityRef,
        clientId,
        ...(req.ip && { address: req.ip }),
      },
    });
    await event.success();
  };

  const report = (error: unknown) =>
    logger.error('Cannot record client-approve', toError(error));

  return (req, res, next) => {
    readClientId(req.params.sessionId)
      .then(clientId => {
        res.once('finish', () => {
          if (res.statusCode === 200) {
            record(req, clientId).catch(report);
          }
        });
      })
      .catch(report)
      .finally(next);
  };
}

function cookieNames({ headers }: Request): string[] {
  const cookies = (headers.cookie ?? '').split(';');
  return cookies.map(cookie => cookie.trim().split('=')[0]);
}

export const consentGuard = createBackendModule({
  pluginId: 'auth',
  moduleId: 'consent-guard',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
      },
      async init({ config, httpRouter, ...services }) {
        const baseUrl = config.getString('backend.baseUrl');
        // Modules start before their plugin, so the guard comes before the plugin's own routes.
        const guard = createConsentGuard(baseUrl.startsWith('https:'));
        guard.post(
          '/v1/sessions/:sessionId/approve',
          createApprovalRecorder(services),
        );
        httpRouter.use(guard);
      },
    });
  },
});
