import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  resolvePackagePath,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { RequestHandler } from 'express';
import { Server, ServerResponse } from 'http';
import { Socket } from 'net';
import { compressedApp } from './compressedApp';

/** How long a request that is under way may take when the backend is told to stop; streams end then. A developer waits for nothing. */
const DRAIN_MS = process.env.NODE_ENV === 'development' ? 0 : 10_000;

const COMPRESSED = resolvePackagePath('app', 'compressed', 'static');

/**
 * Starts and stops so that people do not notice: requests that come before everything has started wait, instead of getting 404 and
 * 503, and requests that are under way at the end are answered before anything else is shut down. Sends the app as it was compressed when
 * the image was built.
 */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure({ app, server, lifecycle, middleware, applyDefaults }) {
    app.use(waitForStart(lifecycle));
    app.use('/static', middleware.helmet(), compressedApp(COMPRESSED));
    applyDefaults();

    const drain = createDrain(server, DRAIN_MS);
    // Before the end of everything else, database connections among it, and not together with it.
    (lifecycle as RootLifecycleService).addBeforeShutdownHook(drain);
    Object.assign(server, { stop: drain });
  },
});

/** Lets requests of this machine through: health checks, and the backend's own, which its start may wait for. */
export function waitForStart(
  lifecycle: Pick<RootLifecycleService, 'addStartupHook'>,
): RequestHandler {
  let started = false;
  const start = new Promise<void>(resolve =>
    lifecycle.addStartupHook(() => {
      started = true;
      resolve();
    }),
  );
  return (req, _res, next) => {
    if (started || isLoopback(req.socket) || isHealthCheck(req.path)) {
      next();
    } else {
      start.then(() => next());
    }
  };
}

function isLoopback({ remoteAddress = '' }: Socket): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(remoteAddress);
}

function isHealthCheck(path: string): boolean {
  return path.startsWith('/.backstage/health/');
}

/** A function that takes no new connections and resolves when none is left; whatever lasts longer is cut off. */
export function createDrain(
  server: Server,
  timeoutMs: number,
): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const unanswered = new Set<ServerResponse>();
  server.prependListener('request', (_req, res) => {
    unanswered.add(res);
    res.on('close', () => unanswered.delete(res));
  });

  let drained: Promise<void> | undefined;
  return () =>
    (drained ??= new Promise(resolve => {
      const timeout = setTimeout(
        () => sockets.forEach(socket => socket.destroy()),
        timeoutMs,
      );
      server.close(() => {
        clearTimeout(timeout);
        resolve();
      });
      // Or the proxy would send its next request over a connection that is about to end.
      unanswered.forEach(
        res => res.headersSent || res.setHeader('Connection', 'close'),
      );
    }));
}
