import { ConfigSources } from '@backstage/config-loader';
import { isBusy } from './ports.mjs';
import { UserError, runMain } from './command.mjs';

/** Fails if a port that the proxy, the app or the backend needs is in use. Imports dependencies, so the right Node must run it. */
await runMain(async () => {
  const config = await ConfigSources.toConfig(ConfigSources.default({}));
  const ports = {
    'app.baseUrl': Number(new URL(config.getString('app.baseUrl')).port),
    'app.listen.port': config.getNumber('app.listen.port'),
    'backend.listen.port': config.getNumber('backend.listen.port'),
  };
  config.close();
  for (const [key, port] of Object.entries(ports)) {
    if (await isBusy(port)) {
      throw new UserError(
        `Port ${port} is in use, and ${key} in app-config.yaml needs it.\nStop the program that uses it ("lsof -i :${port}" or "netstat -ano" shows it), or choose another port there. If you change app.baseUrl, also change backend.baseUrl and the issuer.`,
      );
    }
  }
});
