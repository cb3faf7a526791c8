import { readTelemetrySettings } from './settings';

const OTLP = 'OTEL_EXPORTER_OTLP';

describe('readTelemetrySettings', () => {
  it.each<[NodeJS.ProcessEnv, object]>([
    [
      { METRICS_PORT: '9464' },
      { metricsPort: 9464, sendsMetrics: false, sendsSpans: false },
    ],
    [
      { [`${OTLP}_ENDPOINT`]: 'http://collector:4318' },
      { metricsPort: undefined, sendsMetrics: true, sendsSpans: true },
    ],
    [
      { [`${OTLP}_TRACES_ENDPOINT`]: 'https://traces.example.com/v1/traces' },
      { metricsPort: undefined, sendsMetrics: false, sendsSpans: true },
    ],
    [
      { [`${OTLP}_METRICS_ENDPOINT`]: 'https://metrics.example.com/otlp' },
      { metricsPort: undefined, sendsMetrics: true, sendsSpans: false },
    ],
    [
      {
        METRICS_PORT: '9464',
        [`${OTLP}_ENDPOINT`]: 'http://collector:4318',
        OTEL_METRICS_EXPORTER: 'none',
      },
      { metricsPort: 9464, sendsMetrics: false, sendsSpans: true },
    ],
  ])('enables only what is configured: %j', (env, settings) => {
    expect(readTelemetrySettings(env)).toEqual(settings);
  });

  it.each<NodeJS.ProcessEnv>([
    {},
    { OTEL_SERVICE_NAME: 'portal' },
    {
      [`${OTLP}_TRACES_ENDPOINT`]: 'http://collector:4318',
      OTEL_TRACES_EXPORTER: 'none',
    },
    {
      METRICS_PORT: '9464',
      [`${OTLP}_ENDPOINT`]: 'http://collector:4318',
      OTEL_SDK_DISABLED: 'true',
    },
  ])('records nothing with %j', env => {
    expect(readTelemetrySettings(env)).toBeUndefined();
  });

  it.each([
    ['METRICS_PORT', 'abc'],
    ['METRICS_PORT', '0'],
    ['METRICS_PORT', '70000'],
    ['METRICS_PORT', '9464.5'],
    [`${OTLP}_ENDPOINT`, 'collector:4318'],
    [`${OTLP}_ENDPOINT`, 'collector'],
    [`${OTLP}_TRACES_ENDPOINT`, 'grpc://collector:4317'],
    [`${OTLP}_METRICS_ENDPOINT`, '/v1/metrics'],
    [`${OTLP}_PROTOCOL`, 'grpc'],
    [`${OTLP}_TRACES_PROTOCOL`, 'http/json'],
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_METRICS_EXPORTER', 'prometheus'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_TRACES_SAMPLER_ARG', '10%'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ['OTEL_SDK_DISABLED', 'yes'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readTelemetrySettings({ [name]: value })).toThrow(
      new RegExp(`^${name} `),
    );
  });

  it("doesn't quote an endpoint, which may contain a password", () => {
    const read = () =>
      readTelemetrySettings({ [`${OTLP}_ENDPOINT`]: 'ftp://a:s3cr3t@b' });
    expect(read).toThrow(`${OTLP}_ENDPOINT must be`);
    expect(read).not.toThrow('s3cr3t');
  });
});
