import { ConfigSources } from '@backstage/config-loader';
import { readDevProxyConfig } from './config';
import { startDevProxy } from './server';
import { waitUntilReady } from './upstreams';

async function main() {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The stand-in proxy lets anyone be any user and does not start under NODE_ENV=production. Deploy behind oauth2-proxy.',
    );
  }
  const config = readDevProxyConfig(
    await ConfigSources.toConfig(ConfigSources.default({})),
  );
  const proxy = await startDevProxy(config);

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      stopping.abort();
      await proxy.stop();
      process.exit(0);
    });
  }

  await waitUntilReady(config, stopping.signal);
  if (!stopping.signal.aborted) {
    console.log(`\n${config.title} is ready: ${config.origin}\n`);
  }
}

main().catch(error => {
  const text =
    error.code === 'EADDRINUSE'
      ? `Port ${error.port} is in use. Stop the program that uses it, or change app.baseUrl, backend.baseUrl and auth.providers.oauth2proxy.issuer.`
      : error.message;
  console.error(`dev-proxy: ${text}`);
  process.exit(1);
});
