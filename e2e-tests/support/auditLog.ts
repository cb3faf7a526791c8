import { APIRequestContext } from '@playwright/test';
import { expect } from '../contract/session';
import { containersOf, docker, logOf } from './docker';

/** An address that no client and no container has. */
const FORGED = '192.0.2.1';

/** Expects that the audit log contains a client's real address, even though the client sends another one. */
export async function expectRealAddress(
  client: APIRequestContext,
  headers: Record<string, string>,
) {
  const before = (await refusedWrites()).length;
  // This request is refused, because it concerns another user.
  const response = await client.post(
    '/api/auth/.backstage/actions/v1/actions/auth:revoke-client-session/invoke',
    {
      headers: { ...headers, 'x-forwarded-for': `${FORGED}, ${FORGED}` },
      data: { id: 'x', userEntityRef: 'user:default/ada' },
    },
  );
  expect(response.status()).toBe(403);

  await expect
    .poll(async () => (await refusedWrites()).length)
    .toBe(before + 1);
  const { address } = (await refusedWrites()).at(-1);
  expect(address).toMatch(/^[\d.:a-f]+$/);
  expect([FORGED, ...(await containerAddresses())]).not.toContain(
    address.replace('::ffff:', ''),
  );
}

/** Returns the refused writes from all backends' audit logs. */
async function refusedWrites() {
  const logs = await Promise.all(
    (await containersOf('backstage')).map(container => logOf(container)),
  );
  return logs
    .flatMap(log => log.split('\n'))
    .filter(line => line.includes('"eventId":"write-refuse"'))
    .map(line => JSON.parse(line))
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp))
    .map(({ meta }) => meta);
}

async function containerAddresses(): Promise<string[]> {
  const ids = (
    await Promise.all(['backstage', 'oauth2-proxy', 'nginx'].map(idsOf))
  ).flat();
  const containers = JSON.parse(await docker('inspect', ...ids));
  return containers.flatMap(({ NetworkSettings }: any) =>
    Object.values(NetworkSettings.Networks).map((n: any) => n.IPAddress),
  );
}

/** Returns the containers of a service, which the deployment may not contain. */
async function idsOf(service: string): Promise<string[]> {
  const ids = await containersOf(service).catch(() => []);
  return ids.filter(Boolean);
}
