import { createServer, RequestListener } from 'http';
import { AddressInfo } from 'net';

/** An HTTP server on a free port. */
export async function startServer(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise(resolve => server.close(resolve));
  return { port, stop };
}
