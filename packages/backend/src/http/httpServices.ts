import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  resolvePackagePath,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { compressedApp } from './compressedApp';
import { createDrain } from './drain';
import { refuseEncodedHash } from './encodedHash';
import { hideQueries } from './hideQueries';
import { hideInternalErrors } from './internalErrors';
import { createDiscovery, InternalServer } from './internalServer';
import { mcpChallenge } from './mcpChallenge';
import { RefusedWrites } from './refusedWrites';
import { RequestSpans } from './requestSpans';
import { waitForStartup } from './waitForStartup';

const isDevelopment = process.env.NODE_ENV === 'development';

/** How long requests may take after the backend is told to stop. Streams are cut then. A developer does not wait. */
const DRAIN = isDevelopment
  ? { idleMs: 0, timeoutMs: 0 }
  : { idleMs: 500, timeoutMs: 10_000 };

const COMPRESSED = resolvePackagePath('app', 'compressed', 'static');

/** The HTTP server, how plugins find each other behind it, and a record of what it refuses. */
export function createHttpServices() {
  const internalServer = new InternalServer();
  const refusedWrites = new RefusedWrites();
  const requestSpans = new RequestSpans();
  return [
    createRootHttpRouter(internalServer, refusedWrites, requestSpans),
    createDiscovery(internalServer),
    ...refusedWrites.modules,
    requestSpans.service,
  ];
}

/**
 * Starts and stops without failed requests: those that arrive before everything has started wait, and those that are being answered at
 * shutdown are answered first. Serves the app as it was compressed when the image was built.
 */
function createRootHttpRouter(
  internalServer: InternalServer,
  refusedWrites: RefusedWrites,
  requestSpans: RequestSpans,
) {
  return rootHttpRouterServiceFactory({
    configure({
      app,
      config,
      server,
      lifecycle,
      logger,
      middleware,
      applyDefaults,
    }) {
      app.use(hideQueries);
      app.use(refuseEncodedHash);
      app.use(waitForStartup(lifecycle));
      app.use('/api', requestSpans.handler);
      app.use('/static', middleware.helmet(), compressedApp(COMPRESSED));
      if (!isDevelopment) {
        app.use(hideInternalErrors(logger));
      }
      app.use(refusedWrites.handler);
      app.use(mcpChallenge(config.getString('backend.baseUrl')));
      applyDefaults();

      const drain = createDrain(server, DRAIN);
      // Before everything else ends, including database connections, and not at the same time.
      (lifecycle as RootLifecycleService).addBeforeShutdownHook(drain);
      const { start } = server as typeof server & { start(): Promise<void> };
      Object.assign(server, {
        async start() {
          await internalServer.start(app);
          await start();
        },
        async stop() {
          await drain();
          internalServer.stop();
        },
      });
    },
  });
}
