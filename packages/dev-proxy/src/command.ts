import { ConfigSources } from '@backstage/config-loader';
import { InputError, toError } from '@backstage/errors';
import { parseArgs } from 'util';
import { DevProxyOptions, readDevProxyConfig } from './config';
import { personas, readPersonas } from './personas';
import { providerToAdd } from './providerConfig';
import { startDevProxy } from './server';
import { waitUntilReady } from './upstreams';

const NAME = 'backstage-oauth2proxy-dev';

const USAGE = `Usage: ${NAME} [options]

Stands in for oauth2-proxy and an OpenID provider while you develop a Backstage portal: you pick a user, and the backend
gets the header and the signed token that it would get in a deployment. Open it at app.baseUrl.

Options:
  --config <file>       the portal's configuration, several times if needed (default: app-config.yaml and
                        app-config.local.yaml of this project)
  --personas <file>     a YAML file with the users to choose from (default: a built-in list)
  --app <origin>        where the app's dev server listens (default: app.listen)
  --backend <origin>    where the backend listens (default: backend.listen)
  --prefix <path>       the path of oauth2-proxy's endpoints (default: app.auth.proxyPrefix, or /oauth2)
  --cookie-name <name>  the name of the session cookie (default: _oauth2_proxy)
  --help                show this text
`;

/**
 * Runs the stand-in until it is told to stop.
 *
 * @param args - command line arguments
 * @public
 */
export async function runCommand(args: string[]): Promise<void> {
  try {
    const { help, config = [], ...options } = readArguments(args);
    if (help) {
      console.log(USAGE);
      return;
    }
    await run(config, options);
  } catch (error) {
    console.error(`${NAME}: ${describe(toError(error))}`);
    process.exit(1);
  }
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        config: { type: 'string', multiple: true },
        personas: { type: 'string' },
        app: { type: 'string' },
        backend: { type: 'string' },
        prefix: { type: 'string' },
        'cookie-name': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new InputError(`${toError(error).message}\n\n${USAGE}`);
  }
}

async function run(
  configFiles: string[],
  options: DevProxyOptions & { personas?: string },
) {
  if (process.env.NODE_ENV === 'production') {
    throw new InputError(
      'The stand-in proxy lets anyone be any user and does not start under NODE_ENV=production. Deploy behind oauth2-proxy.',
    );
  }
  const source = await ConfigSources.toConfig(
    ConfigSources.default({
      argv: configFiles.flatMap(file => ['--config', file]),
    }),
  );
  const config = readDevProxyConfig(source, options);
  const proxy = await startDevProxy(
    config,
    options.personas ? await readPersonas(options.personas) : personas,
  );

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      stopping.abort();
      await proxy.stop();
      process.exit(0);
    });
  }

  if (!source.has('auth.providers.oauth2proxy')) {
    console.log(providerToAdd(config));
  }
  console.log(
    `Waiting for the app at ${config.app} and the backend at ${config.backend}`,
  );
  await waitUntilReady(config, stopping.signal);
  if (!stopping.signal.aborted) {
    console.log(`\n${config.title} is ready: ${config.origin}\n`);
  }
}

function describe(error: Error & { code?: string; port?: number }): string {
  return error.code === 'EADDRINUSE'
    ? `Port ${error.port} is in use. Stop the program that uses it, or change app.baseUrl, backend.baseUrl and auth.providers.oauth2proxy.issuer.`
    : error.message;
}
