import { ClientOptions, WebSocket } from 'ws';

/** Asks for a WebSocket, and returns the status of the response that refuses it. */
export function refusedWebSocket(
  url: string,
  protocols: string[] = [],
  options: ClientOptions = {},
): Promise<number | undefined> {
  const socket = new WebSocket(url, protocols, options);
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode);
    });
    socket.on('open', () => {
      socket.close();
      reject(new Error(`${url} accepted the WebSocket`));
    });
    socket.on('error', reject);
  });
}
