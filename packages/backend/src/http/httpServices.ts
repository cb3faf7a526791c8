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
import { keepIdleConnections } from './keepIdleConnections';
// part: mcp
import { mcpChallenge } from './mcpChallenge';
// end part
import { RefusedWrites } from './refusedWrites';
import { RequestSpans } from './requestSpans';
import { waitForStartup } from './waitForStartup';

const isDevelopment = process.env.NODE_ENV === 'development';

/** How long requests may take after the backend is told to stop, before they are cut. Developers don't have to wait. */
const DRAIN = isDevelopment
  ? { idleMs: 0, timeoutMs: 0 }
  : { idleMs: 500, timeoutMs: 10_000 };

const COMPRESSED = resolvePackagePath('app', 'compressed', 'static');

/** Creates the HTTP server and plugin discovery, records refused writes, and traces requests. */
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
 * Starts and stops without failed requests: requests wait until everything has started, and shutdown waits until requests in progress
 * have been answered. Serves the app's files that were compressed when the image was built.
 */
function createRootHttpRouter(
  internalServer: InternalServer,
  refusedWrites: RefusedWrites,
  requestSpans: RequestSpans,
) {
  return rootHttpRouterServiceFactory({
    configure({
      app,
      // part: mcp
      config,
      // end part
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
      // part: mcp
      app.use(mcpChallenge(config.getString('backend.baseUrl')));
      // end part
      applyDefaults();

      keepIdleConnections(server);
      const drain = createDrain(server, DRAIN);
      // Completes before anything else stops, such as database connections.
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
