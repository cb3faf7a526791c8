import { Server } from 'http';

/**
 * Lets only clients close idle connections. By default, Node closes them after five seconds. If the client sends a request at that moment,
 * which is likely when the backend is busy, the request fails with ECONNRESET. The clients are the proxy and the backend's own plugins, and
 * both close idle connections themselves.
 */
export function keepIdleConnections(server: Server): Server {
  return Object.assign(server, { keepAliveTimeout: 0 });
}
