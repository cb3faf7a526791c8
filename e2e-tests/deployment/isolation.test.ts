import { backstageImage, compose, docker } from '../support/docker';
import { forgeToken } from '../support/signIn';
import { refusedWebSocket } from '../support/sockets';
import { expect, test } from './fixtures';

const REFRESH = 'http://backstage:7007/api/auth/oauth2proxy/refresh';

/** Sends a request to the backend from another container in a network of the deployment. */
async function askFrom(network: string, headers = {}) {
  const script = `fetch(${JSON.stringify(REFRESH)}, { headers: ${JSON.stringify(
    headers,
  )}, signal: AbortSignal.timeout(5000) })
    .then(async response => console.log(response.status, await response.text()), () => console.log('unreachable'))`;
  return docker(
    ...['run', '--rm', '--network', network],
    await backstageImage(),
    ...['-e', script],
  );
}

async function networkOf(name: string): Promise<string> {
  const { networks } = JSON.parse(await compose('config', '--format', 'json'));
  return networks[name].name;
}

test('only oauth2-proxy and the demo provider are published, and only to this machine', async () => {
  const containers = (await compose('ps', '--format', 'json')).split('\n');
  const published = containers
    .map(line => JSON.parse(line))
    .flatMap(({ Service, Publishers }) =>
      Publishers.filter((port: any) => port.PublishedPort).map(
        (port: any) => `${Service} ${port.URL}:${port.TargetPort}`,
      ),
    );
  expect(published.sort()).toEqual([
    'keycloak 127.0.0.1:8080',
    'oauth2-proxy 127.0.0.1:4180',
  ]);
});

test('a container in another network cannot reach the backend', async () => {
  expect(await askFrom('bridge')).toBe('unreachable');
  expect(await askFrom(await networkOf('sessions'))).toBe('unreachable');
});

for (const network of ['outside', 'database', 'cache']) {
  test(`a container in the network ${network} gets no identity`, async () => {
    const name = await networkOf(network);
    expect(await askFrom(name)).toMatch(/^401 .*token_missing/);
    const answer = await askFrom(name, {
      'X-OAUTH2-PROXY-ID-TOKEN': `Bearer ${await forgeToken()}`,
      'X-Forwarded-User': 'ada',
      'X-Forwarded-Preferred-Username': 'ada',
    });
    expect(answer).toMatch(/^401 .*token_key_unknown/);
  });
}

test('no container runs as root, with capabilities, or with a writable file system', async () => {
  const ids = (await compose('ps', '--quiet')).split('\n');
  const containers = JSON.parse(await docker('inspect', ...ids));
  expect(containers.length).toBeGreaterThan(4);
  for (const { Name, Config, HostConfig } of containers) {
    expect(
      {
        root: ['', '0', 'root'].includes(Config.User.split(':')[0]),
        readOnly: HostConfig.ReadonlyRootfs,
        capabilities: HostConfig.CapDrop,
        privileges: HostConfig.SecurityOpt,
        limited: HostConfig.Memory > 0,
      },
      Name,
    ).toEqual({
      root: false,
      readOnly: true,
      capabilities: ['ALL'],
      privileges: ['no-new-privileges:true'],
      limited: true,
    });
  }
});

for (const [what, path, protocols, expected] of [
  ['without a token', '/api/signals', [], 401],
  ['with an invalid token', '/api/signals', ['garbage'], 401],
  ['with a forged token', '/api/signals', ['a.b.c'], 401],
  ['to another path', '/api/catalog', [], 404],
] as const) {
  test(`a WebSocket ${what} is refused`, async ({ baseURL, cookie }) => {
    const url = `${baseURL}${path}`;
    const headers = { cookie };
    const options = { headers, handshakeTimeout: 5_000 };
    expect(await refusedWebSocket(url, [...protocols], options)).toBe(expected);
  });
}
