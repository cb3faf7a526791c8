import { Server, ServerResponse } from 'http';
import { Socket } from 'net';

/**
 * Creates a function that stops taking connections and resolves when all requests have been answered. After the timeout, connections
 * that are still open are cut.
 */
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
  let drained: Promise<void> | undefined;
  server.prependListener('request', (_req, res) => {
    unanswered.add(res);
    res.on('close', () => unanswered.delete(res));
    if (drained) {
      endConnectionAfter(res, server);
    }
  });

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
      unanswered.forEach(res => endConnectionAfter(res, server));
    }));
}

/** Otherwise the proxy sends its next request over a connection that is about to end. */
function endConnectionAfter(res: ServerResponse, server: Server) {
  if (res.headersSent) {
    // The proxy was not told, so the connection is closed as soon as it is idle.
    res.on('close', () => setImmediate(() => server.closeIdleConnections()));
  } else {
    res.setHeader('Connection', 'close');
  }
}
