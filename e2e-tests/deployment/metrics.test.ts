import { readFileSync } from 'fs';
import { join } from 'path';
import { REFRESH } from '../contract/session';
import { containersOf, inBackend } from '../support/docker';
import { expect, test } from './fixtures';

const folder = join(__dirname, '..', '..', 'deploy', 'metrics');

/** Reads a host's metrics from inside a backend's container, because no port is published. */
const scrape = (container: string, host: string) =>
  inBackend(
    container,
    `fetch('http://${host}:9464/metrics').then(async response => console.log(await response.text()))`,
  );

test('the dashboard and the alerts only use metrics that exist', async ({
  session,
}) => {
  expect((await session.get(REFRESH)).status()).toBe(200);
  const backends = await containersOf('backstage');
  const scrapes = await Promise.all([
    // Each backend has its own metrics.
    ...backends.map(container => scrape(container, '127.0.0.1')),
    scrape(backends[0], 'oauth2-proxy'),
  ]);
  const scraped = scrapes.join('\n');
  const used = ['alerts.yaml', 'dashboard.json']
    .map(file => readFileSync(join(folder, file), 'utf8'))
    .flatMap(text => text.match(/\b(oauth2_?proxy|catalog)_\w+/g) ?? []);
  expect(used.length).toBeGreaterThan(10);
  const names = new Set(
    scraped.split('\n').map(line => line.match(/^\w+/)?.[0]),
  );
  expect(used.filter(name => !names.has(name))).toEqual([]);
  expect(scraped).not.toMatch(/user:|\bgrace\b/);
});
