import { connect } from 'net';

/** Sends header lines exactly as they are, which no HTTP library would, and returns status and body. */
export function rawRequest(
  baseURL: string,
  path: string,
  headers: string[],
): Promise<{ status: number; body: string }> {
  const { hostname, port, host } = new URL(baseURL);
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}`, ...headers, '', ''];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(lines.join('\r\n')),
    );
    let answer = '';
    socket.on('data', data => {
      answer += data;
    });
    socket.on('error', reject);
    socket.on('close', () =>
      resolve({
        status: Number(answer.split(' ')[1]),
        body: answer.slice(answer.indexOf('\r\n\r\n')),
      }),
    );
  });
}
