import { createServer } from 'node:net';
import { ConfigSources } from '@backstage/config-loader';
import { UserError } from './userError.mjs';

/**
 * Makes sure that proxy, app and backend can listen where the configuration says.
 *
 * Run with the installed dependencies.
 */
export async function ensurePortsAreFree() {
  const config = await ConfigSources.toConfig(ConfigSources.default({}));
  const ports = {
    'app.baseUrl': Number(new URL(config.getString('app.baseUrl')).port),
    'app.listen.port': config.getNumber('app.listen.port'),
    'backend.listen.port': config.getNumber('backend.listen.port'),
  };
  config.close();
  for (const [key, port] of Object.entries(ports)) {
    if (!(await isFree(port))) {
      throw new UserError(
        `Port ${port} is in use, and ${key} in app-config.yaml needs it.\nStop the program that has it ("lsof -i :${port}" or "netstat -ano" says which), or choose another port there; with app.baseUrl go backend.baseUrl and the issuer.`,
      );
    }
  }
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
