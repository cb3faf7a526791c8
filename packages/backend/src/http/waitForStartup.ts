import { RootLifecycleService } from '@backstage/backend-plugin-api';
import { RequestHandler } from 'express';
import { Socket } from 'net';

/**
 * Holds requests until everything has started. Health checks are answered immediately, and so are the backend's own requests, because
 * startup may depend on them.
 */
export function waitForStartup(
  lifecycle: Pick<RootLifecycleService, 'addStartupHook'>,
): RequestHandler {
  let started = false;
  const startup = new Promise<void>(resolve =>
    lifecycle.addStartupHook(() => {
      started = true;
      resolve();
    }),
  );
  return (req, _res, next) => {
    if (started || isLoopback(req.socket) || isHealthCheck(req.path)) {
      next();
    } else {
      startup.then(() => next());
    }
  };
}

function isLoopback({ remoteAddress = '' }: Socket): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(remoteAddress);
}

function isHealthCheck(path: string): boolean {
  return path.startsWith('/.backstage/health/');
}
