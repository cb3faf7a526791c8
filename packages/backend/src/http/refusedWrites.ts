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

/** A user, or a program with its own token, such as a CI job. */
type Caller = { entityRef: string } | { by: string };

/**
 * Records write requests that were refused with 403. Permission policies can't do this: pages also ask them whether to show a
 * button, and the plugin decides whether the user is an owner.
 */
export class RefusedWrites {
  /** Set when the plugins start. Before that, there are no writes to refuse. */
  readonly #services: Partial<Services> = {};

  readonly handler: RequestHandler = (req, res, next) => {
    // Express changes the path as the request goes through its routers.
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

  readonly modules = [
    createBackendModule({
      pluginId: 'permission',
      moduleId: 'refused-writes',
      register: env => {
        env.registerInit({
          deps: {
            auditor: coreServices.auditor,
            logger: coreServices.logger,
          },
          init: async services => {
            Object.assign(this.#services, services);
          },
        });
      },
    }),
    // Uses the catalog's auth service, because CI jobs' tokens are restricted to the catalog, and other plugins refuse them.
    createBackendModule({
      pluginId: 'catalog',
      moduleId: 'refused-writes',
      register: env => {
        env.registerInit({
          deps: { auth: coreServices.auth },
          init: async services => {
            Object.assign(this.#services, services);
          },
        });
      },
    }),
  ];

  /** Records nothing unless the request has a valid token. */
  async #record(req: Request, method: string, path: string) {
    const { auditor, auth, logger } = this.#services;
    const caller = await readCaller(req, auth);
    if (!caller) {
      return;
    }
    try {
      const event = await auditor?.createEvent({
        eventId: 'write-refuse',
        severityLevel: 'medium',
        meta: {
          ...caller,
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

async function readCaller(
  { headers }: Request,
  auth?: AuthService,
): Promise<Caller | undefined> {
  const [, token] = headers.authorization?.match(/^Bearer +(\S+)$/i) ?? [];
  if (!auth || !token) {
    return undefined;
  }
  try {
    const credentials = await auth.authenticate(token);
    if (auth.isPrincipal(credentials, 'user')) {
      return { entityRef: credentials.principal.userEntityRef };
    }
    return auth.isPrincipal(credentials, 'service')
      ? { by: credentials.principal.subject }
      : undefined;
  } catch {
    return undefined;
  }
}
