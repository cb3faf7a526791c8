import { createServer, RequestListener } from 'http';
import { listen } from '../../__testUtils__/listen';

/** An HTTP server on a free port. */
export async function startServer(listener: RequestListener) {
  const server = createServer(listener);
  const port = await listen(server);
  const stop = () => new Promise(resolve => server.close(resolve));
  return { port, stop };
}
