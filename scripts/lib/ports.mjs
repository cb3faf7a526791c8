import { connect } from 'node:net';

/** Returns whether a program listens on a port. Connects, because on macOS two programs can listen on the same port. */
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

/** Returns the first port, starting with this one, that no program listens on and that is not one of the others. */
export async function freePortFrom(port, others = []) {
  while (others.includes(port) || (await isBusy(port))) {
    port += 1;
  }
  return port;
}
