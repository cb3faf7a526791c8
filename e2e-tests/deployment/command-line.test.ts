import { rmSync } from 'fs';
import { createCertificate } from '../support/certificate';
import { Cli } from '../support/cli';
import { useCommandLine } from '../support/commandLine';
import { docker, withSettings } from '../support/docker';
import { GRACE, signInPageOf } from '../support/pages';
import { composeStack } from '../support/stacks';
import { test } from './fixtures';

const FILES = [
  'docker-compose.yaml',
  'e2e-tests/support/catalog.compose.yaml',
  'deploy/tls/compose.yaml',
  'deploy/private-ca/compose.yaml',
].flatMap(file => ['-f', file]);

test.use({ ignoreHTTPSErrors: true });

test('a user signs in on the command line over HTTPS, and the backend reaches the public address with a private authority', async ({
  page,
}) => {
  const host = await gatewayOf('oauth2-proxy');
  const { port } = new URL(composeStack.baseURL!);
  const { folder, certificate, key } = createCertificate(host);
  const url = `https://${host}:${port}`;
  const env = {
    PUBLIC_URL: url,
    // This machine and the containers reach the portal at the same address.
    LISTEN: `${host}:${port}`,
    COOKIE_NAME: '',
    COOKIE_SECURE: '',
    TLS_CERTIFICATE: certificate,
    TLS_KEY: key,
    CA_CERTIFICATE: certificate,
  };
  const cli = new Cli(url, { NODE_EXTRA_CA_CERTS: certificate });
  const check = () =>
    useCommandLine(page, cli, () =>
      signInPageOf(page, 'faults').signInAs(GRACE),
    );
  const services = ['keycloak', 'backstage', 'oauth2-proxy'];
  try {
    await withSettings(services, env, check, FILES);
  } finally {
    cli.dispose();
    rmSync(folder, { recursive: true });
  }
});

/** Returns this machine's address in the network that a service shares with browsers. */
async function gatewayOf(service: string): Promise<string> {
  const container = (await docker('compose', 'ps', '--quiet', service)).trim();
  const networks = await docker(
    ...['inspect', container, '--format', '{{json .NetworkSettings.Networks}}'],
  );
  const outside = Object.entries<{ Gateway: string }>(
    JSON.parse(networks),
  ).find(([name]) => name.endsWith('_outside'));
  return outside![1].Gateway;
}
