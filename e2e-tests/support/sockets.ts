import { connect } from 'net';
import { ClientOptions, WebSocket } from 'ws';

/** Sends header lines exactly as given, which no HTTP library does, and returns status and body. */
export function rawRequest(
  baseURL: string,
  path: string,
  headers: string[],
  method = 'GET',
): Promise<{ status: number; body: string }> {
  const { hostname, port, host } = new URL(baseURL);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...headers,
    '',
    '',
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(lines.join('\r\n')),
    );
    let response = '';
    socket.on('data', data => {
      response += data;
    });
    socket.on('error', reject);
    socket.on('close', () =>
      resolve({
        status: Number(response.split(' ')[1]),
        body: response.slice(response.indexOf('\r\n\r\n')),
      }),
    );
  });
}

/** Opens a WebSocket that must be refused, and returns the response's status. */
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
