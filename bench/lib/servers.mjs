import { createServer } from 'node:http';

/** Lets a server listen on this machine alone, and returns where. */
export function listen(server, port = 0) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${server.address().port}`),
    );
  });
}

export function close(server) {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A port that nobody used a moment ago. */
export async function findFreePort() {
  const server = createServer();
  const url = await listen(server);
  await close(server);
  return Number(new URL(url).port);
}
