import catalogModulePeople from 'backstage-plugin-catalog-backend-module-people';
import { metrics } from '@opentelemetry/api';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { Portal, startPortal } from '../permissions/__testUtils__/portal';
import { startServer } from '../permissions/__testUtils__/server';
import { until } from '../permissions/__testUtils__/until';
import { policy } from '../permissions/policy';
import { startTelemetry } from './startTelemetry';

// Allows time for the backend to start.
jest.setTimeout(60_000);

const REFRESH = '/api/auth/oauth2proxy/refresh';
const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';

const prometheusAt = (metricsPort: number) =>
  startTelemetry({ metricsPort, sendsMetrics: false, sendsSpans: false }, {});

describe('the metrics', () => {
  let sdk: NodeSDK;
  let portal: Portal;
  let port: number;
  let scraped: string;

  const scrape = async () =>
    (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  beforeAll(async () => {
    const server = await startServer(() => {});
    await server.stop();
    port = server.port;
    sdk = await prometheusAt(port);
    portal = await startPortal(policy, {}, [catalogModulePeople]);

    await portal.signIn('ada', 'admins');
    await portal.signIn('ada', 'admins');
    await portal.signIn('grace');
    await portal.nobody().get(REFRESH);
    await portal.nobody().get(REFRESH);
    await portal.nobody().get(REFRESH).set(HEADER, 'Bearer secret');
    // The catalog receives users through an event, and counts them only after processing them.
    scraped = await until(async () => {
      const text = await scrape();
      return /catalog_entities_count{[^}]*kind="user"[^}]*} 2/.test(text)
        ? text
        : undefined;
    });
  });

  afterAll(async () => {
    await portal.stop();
    await sdk.shutdown();
    metrics.disable();
  });

  /** All series of a metric, without the labels that OpenTelemetry adds. */
  const seriesOf = (name: string) =>
    Object.fromEntries(
      scraped
        .split('\n')
        .filter(line => line.split(/[ {]/)[0] === name)
        .map(line => {
          const [, labels = '', value] = line.match(/^\w+(?:{(.*)})? (.*)$/)!;
          const own = labels.replace(/,?otel_scope_\w+="[^"]*"/g, '');
          return [own.replace(/^,/, ''), Number(value)];
        }),
    );

  it.each([
    [
      'oauth2proxy_sign_ins_total',
      {
        'outcome="accepted",reason="none"': 3,
        'outcome="refused",reason="token_missing"': 2,
        'outcome="refused",reason="token_malformed"': 1,
      },
    ],
    [
      'oauth2proxy_refresh_duration_seconds_count',
      { 'outcome="accepted"': 3, 'outcome="refused"': 3 },
    ],
    ['oauth2proxy_verification_duration_seconds_count', { '': 4 }],
    ['oauth2proxy_token_remaining_lifetime_seconds_count', { '': 3 }],
    ['oauth2proxy_jwks_fetches_total', { 'outcome="succeeded"': 1 }],
    ['oauth2proxy_identities', { '': 2 }],
  ])('match a known series of sign-ins: %s', (name, series) => {
    expect(seriesOf(name)).toEqual(series);
  });

  it('count the users in the catalog', () => {
    const { 'kind="user"': users } = seriesOf('catalog_entities_count');
    expect(users).toBe(2);
  });

  it('include the remaining lifetime of tokens', () => {
    expect(
      seriesOf('oauth2proxy_token_remaining_lifetime_seconds_bucket'),
    ).toMatchObject({ 'le="120"': 0, 'le="300"': 3 });
  });

  it("include the keys' age", () => {
    expect(seriesOf('oauth2proxy_jwks_age_seconds')['']).toBeGreaterThan(0);
  });

  it("don't contain personal data or tokens", () => {
    expect(scraped).not.toMatch(/user:|\bada\b|grace|admins|secret/);
  });

  it("drop Backstage's labels that identify a person or contain text sent by a client", async () => {
    metrics
      .getMeter('scaffolder')
      .createCounter('scaffolder.task.count')
      .add(1, { template: 't', user: 'user:default/ada' });
    metrics
      .getMeter('mcp-actions')
      .createCounter('tools')
      .add(1, { 'gen_ai.tool.name': 'about ada' });
    const after = await scrape();
    expect(after).toContain('scaffolder_task_count_total{template="t"');
    expect(after).toContain('tools_total');
    expect(after).not.toMatch(/\bada\b/);
  });

  it('fail to start if their port is already in use', async () => {
    await expect(prometheusAt(port)).rejects.toThrow(
      `METRICS_PORT is ${port}, but the backend can't listen there: EADDRINUSE`,
    );
  });
});
