import { metrics } from '@opentelemetry/api';
import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { Portal, startPortal } from '../permissions/__testUtils__/portal';
import { startServer } from '../permissions/__testUtils__/server';
import { policy } from '../permissions/policy';
import { startMetrics } from './startMetrics';

// A backend starts.
jest.setTimeout(60_000);

const REFRESH = '/api/auth/oauth2proxy/refresh';
const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';

describe('the metrics', () => {
  let exporter: PrometheusExporter;
  let portal: Portal;
  let port: number;
  let scraped: string;

  const scrape = async () =>
    (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  beforeAll(async () => {
    const server = await startServer(() => {});
    await server.stop();
    port = server.port;
    exporter = await startMetrics(String(port));
    portal = await startPortal(policy);

    await portal.signIn('ada', 'admins');
    await portal.signIn('ada', 'admins');
    await portal.signIn('grace');
    await portal.nobody().get(REFRESH);
    await portal.nobody().get(REFRESH);
    await portal.nobody().get(REFRESH).set(HEADER, 'Bearer secret');
    scraped = await scrape();
  });

  afterAll(async () => {
    await portal.stop();
    await exporter.shutdown();
    metrics.disable();
  });

  /** The value of a metric, without the labels that OpenTelemetry adds. */
  const valueOf = (name: string) => {
    const found = scraped.split('\n').find(
      line =>
        line
          .replace(/,?otel_scope_\w+="[^"]*"/g, '')
          .replace('{,', '{')
          .replace('{}', '')
          .replace(/ [^ ]+$/, '') === name,
    );
    return found && Number(found.split(' ').at(-1));
  };

  it.each([
    ['oauth2proxy_sign_ins_total{outcome="accepted",reason="none"}', 3],
    ['oauth2proxy_sign_ins_total{outcome="refused",reason="token_missing"}', 2],
    [
      'oauth2proxy_sign_ins_total{outcome="refused",reason="token_malformed"}',
      1,
    ],
    ['oauth2proxy_refresh_duration_seconds_count{outcome="accepted"}', 3],
    ['oauth2proxy_refresh_duration_seconds_count{outcome="refused"}', 3],
    ['oauth2proxy_verification_duration_seconds_count', 4],
    ['oauth2proxy_token_remaining_lifetime_seconds_count', 3],
    ['oauth2proxy_token_remaining_lifetime_seconds_bucket{le="120"}', 0],
    ['oauth2proxy_token_remaining_lifetime_seconds_bucket{le="300"}', 3],
    ['oauth2proxy_jwks_fetches_total{outcome="succeeded"}', 1],
    ['oauth2proxy_jwks_fetches_total{outcome="failed"}', undefined],
    ['oauth2proxy_identities', 2],
  ])('of a known sequence of sign-ins: %s is %p', (name, value) => {
    expect(valueOf(name)).toBe(value);
  });

  it('have the age of the keys', () => {
    expect(valueOf('oauth2proxy_jwks_age_seconds')).toBeGreaterThan(0);
  });

  it('name no person and no token', () => {
    expect(scraped).not.toMatch(/user:|\bada\b|grace|admins|secret/);
  });

  it('drop the labels of Backstage that name a person', async () => {
    metrics
      .getMeter('scaffolder')
      .createCounter('scaffolder.task.count')
      .add(1, { template: 't', user: 'user:default/ada' });
    const after = await scrape();
    expect(after).toContain('scaffolder_task_count_total{template="t"');
    expect(after).not.toContain('user:default/ada');
  });
});

describe('startMetrics', () => {
  it.each(['x', '0', '70000', '9464.5'])(
    'refuses METRICS_PORT=%s',
    async port => {
      await expect(startMetrics(port)).rejects.toThrow(
        `METRICS_PORT is "${port}"`,
      );
    },
  );
});
