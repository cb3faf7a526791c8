import { generateKeyPair, SignJWT } from 'jose';
import { backstageImage, compose, docker } from '../support/docker';
import { expect, test } from './fixtures';

const REFRESH = 'http://backstage:7007/api/auth/oauth2proxy/refresh';

/** Asks the backend from a container that somebody put into a network of the deployment. */
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

async function forge(claims: {}): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT({ preferred_username: 'ada', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'forged' })
    .setSubject('ada')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
}

test('nothing but oauth2-proxy and the demo provider is published, and only to this machine', async () => {
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

test('a container in another network does not reach the backend', async () => {
  expect(await askFrom('bridge')).toBe('unreachable');
  expect(await askFrom(await networkOf('sessions'))).toBe('unreachable');
});

for (const network of ['outside', 'database', 'cache']) {
  test(`a container in the network ${network} is nobody to the backend`, async () => {
    const name = await networkOf(network);
    expect(await askFrom(name)).toMatch(/^401 .*token_missing/);
    const answer = await askFrom(name, {
      'X-OAUTH2-PROXY-ID-TOKEN': `Bearer ${await forge({})}`,
      'X-Forwarded-User': 'ada',
      'X-Forwarded-Preferred-Username': 'ada',
    });
    expect(answer).toMatch(/^401 .*token_key_unknown/);
  });
}

test('no container runs as root, with capabilities, or with a file system that it can write to', async () => {
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
