import { ConfigSources } from '@backstage/config-loader';
import { isBusy } from './ports.mjs';
import { UserError, runMain } from './command.mjs';

/** Fails when proxy, app or backend cannot listen where the configuration says. Needs the installed dependencies. */
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
        `Port ${port} is in use, and ${key} in app-config.yaml needs it.\nStop the program that has it ("lsof -i :${port}" or "netstat -ano" says which), or choose another port there; with app.baseUrl go backend.baseUrl and the issuer.`,
      );
    }
  }
});
