import { connect } from 'node:net';

/** Whether a program listens on a port. By connecting: on macOS one can listen where another program already does. */
export function isBusy(port) {
  return new Promise(resolve => {
    const socket = connect({ port, host: 'localhost' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** The first port from this one on that no program listens on and that is not among the others. */
export async function freePortFrom(port, others = []) {
  while (others.includes(port) || (await isBusy(port))) {
    port += 1;
  }
  return port;
}
