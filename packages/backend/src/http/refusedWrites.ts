import {
  AuditorService,
  AuthService,
  coreServices,
  createBackendModule,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { Request, RequestHandler } from 'express';

const READS = ['GET', 'HEAD', 'OPTIONS'];
const MAX_PATH_LENGTH = 200;

interface Services {
  auditor: AuditorService;
  auth: AuthService;
  logger: LoggerService;
}

/**
 * Records write requests that were refused with 403. Permission policies can't do this: pages also ask them whether to show a
 * button, and the plugin decides whether the user is an owner.
 */
export class RefusedWrites {
  /** Set once the permission plugin starts. Before that, no user can do anything. */
  #services?: Services;

  readonly handler: RequestHandler = (req, res, next) => {
    // Express changes these as the request goes through its routers.
    const { method, path } = req;
    if (!READS.includes(method)) {
      res.once('finish', () => {
        if (res.statusCode === 403) {
          void this.#record(req, method, path);
        }
      });
    }
    next();
  };

  readonly module = createBackendModule({
    pluginId: 'permission',
    moduleId: 'refused-writes',
    register: env => {
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          logger: coreServices.logger,
        },
        init: async services => {
          this.#services = services;
        },
      });
    },
  });

  /** Records nothing unless the request has a user's valid token. */
  async #record(req: Request, method: string, path: string) {
    const { auditor, auth, logger } = this.#services ?? {};
    const entityRef = await readUser(req, auth);
    if (!entityRef) {
      return;
    }
    try {
      const event = await auditor?.createEvent({
        eventId: 'write-refuse',
        severityLevel: 'medium',
        meta: {
          entityRef,
          method,
          path: path.slice(0, MAX_PATH_LENGTH),
          ...(req.ip && { address: req.ip }),
        },
      });
      await event?.success();
    } catch (error) {
      logger?.error('Cannot record write-refuse', toError(error));
    }
  }
}

async function readUser(
  { headers }: Request,
  auth?: AuthService,
): Promise<string | undefined> {
  const [, token] = headers.authorization?.match(/^Bearer +(\S+)$/i) ?? [];
  if (!auth || !token) {
    return undefined;
  }
  try {
    const credentials = await auth.authenticate(token);
    return auth.isPrincipal(credentials, 'user')
      ? credentials.principal.userEntityRef
      : undefined;
  } catch {
    return undefined;
  }
}
