import { Server, ServerResponse } from 'http';
import { Server as NetServer, Socket } from 'net';

interface DrainOptions {
  /** How long idle connections stay open. */
  idleMs: number;
  /** How long until connections that are still open are cut. */
  timeoutMs: number;
}

/**
 * Creates a function that stops accepting connections and resolves when all requests have been answered. Idle connections stay open for a
 * moment, because the proxy may already be sending a request over one of them. The response to it ends the connection.
 */
export function createDrain(
  server: Server,
  { idleMs, timeoutMs }: DrainOptions,
): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const unanswered = new Set<ServerResponse>();
  let drained: Promise<void> | undefined;
  let idleIsOver = false;

  const closeIdle = () => {
    if (idleIsOver) {
      server.closeIdleConnections();
    }
  };

  /** Tells the proxy not to send another request over this connection. */
  const endConnectionAfter = (res: ServerResponse) => {
    if (res.headersSent) {
      // It is too late to tell the proxy, so the connection is closed as soon as it is idle.
      res.on('close', () => setImmediate(closeIdle));
    } else {
      res.setHeader('Connection', 'close');
    }
  };

  server.prependListener('request', (_req, res) => {
    unanswered.add(res);
    res.on('close', () => unanswered.delete(res));
    if (drained) {
      endConnectionAfter(res);
    }
  });

  const startDraining = (resolve: () => void) => {
    const idle = setTimeout(() => {
      idleIsOver = true;
      closeIdle();
    }, idleMs);
    const timeout = setTimeout(
      () => sockets.forEach(socket => socket.destroy()),
      timeoutMs,
    );
    // An HTTP server's own `close` would also close idle connections.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(idle);
      clearTimeout(timeout);
      resolve();
    });
    unanswered.forEach(endConnectionAfter);
  };

  return () => (drained ??= new Promise(startDraining));
}
