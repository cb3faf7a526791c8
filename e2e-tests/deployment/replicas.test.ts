import { compose, containersOf, inBackend } from '../support/docker';
import { expect, test } from './fixtures';

test('a token of one backend is accepted by the other', async ({ token }) => {
  const replicas = await containersOf('backstage');
  expect(replicas).toHaveLength(2);
  for (const replica of replicas) {
    const status = await inBackend(
      replica,
      `fetch('http://localhost:7007/api/catalog/entities?limit=1', { headers: { authorization: 'Bearer ${token}' } })
        .then(({ status }) => console.log(status))`,
    );
    expect(status).toBe('200');
  }
});

test('what one backend has in its cache, the other has too', async () => {
  const stored = await compose(
    ...['exec', '-T', 'valkey', 'sh', '-c'],
    'valkey-cli --no-auth-warning --user cache --pass "$CACHE_PASSWORD" --scan',
  );
  expect(stored).toContain('backstage-');
});

test('scheduled work runs once, whoever does it', async () => {
  const log = await compose('logs', '--no-color', '--timestamps', 'backstage');
  const times = log
    .split('\n')
    .filter(line => /Collating documents for software-catalog /.test(line))
    .map(line => Date.parse(line.split('| ')[1].split(' ')[0]))
    .sort((a, b) => a - b);
  expect(times.length).toBeGreaterThan(0);
  const pauses = times.slice(1).map((time, index) => time - times[index]);
  // The index is made every ten minutes; two backends that each did it would do so in the same seconds.
  expect(pauses.filter(pause => pause < 60_000)).toEqual([]);
});
