import { RootLifecycleService } from '@backstage/backend-plugin-api';
import { RequestHandler } from 'express';
import { Socket } from 'net';

/**
 * Holds requests until everything has started, except those from this machine: health checks, and the backend's own requests, which
 * startup may depend on.
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
