import { InputError } from '@backstage/errors';

/** What to record, and where it goes. */
export interface TelemetrySettings {
  /** The port that serves metrics to Prometheus. */
  metricsPort?: number;
  /** Whether metrics are sent to the OTLP endpoint. */
  sendsMetrics: boolean;
  /** Whether spans are sent to the OTLP endpoint. */
  sendsSpans: boolean;
}

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const ENDPOINTS = [
  ENDPOINT,
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

/** OpenTelemetry ignores other values with a warning. */
const CHOICES: Record<string, string[]> = {
  OTEL_SDK_DISABLED: ['true', 'false'],
  OTEL_TRACES_EXPORTER: ['otlp', 'none'],
  OTEL_METRICS_EXPORTER: ['otlp', 'none'],
  OTEL_EXPORTER_OTLP_PROTOCOL: ['http/protobuf'],
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: ['http/protobuf'],
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: ['http/protobuf'],
  OTEL_TRACES_SAMPLER: [
    'always_on',
    'always_off',
    'traceidratio',
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio',
  ],
};

/**
 * Reads and checks METRICS_PORT and the variables of OpenTelemetry. The SDK reads the others, such as those of the sampler.
 *
 * @returns undefined if nothing is to be recorded
 * @throws InputError that names the variable
 */
export function readTelemetrySettings(
  env: NodeJS.ProcessEnv,
): TelemetrySettings | undefined {
  checkChoices(env);
  ENDPOINTS.forEach(name => checkUrl(name, env[name]));
  checkRatio(env.OTEL_TRACES_SAMPLER_ARG);
  const metricsPort = readPort(env.METRICS_PORT);
  const sends = (signal: 'METRICS' | 'TRACES') =>
    env[`OTEL_${signal}_EXPORTER`] !== 'none' &&
    Boolean(env[ENDPOINT] ?? env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
  const sendsMetrics = sends('METRICS');
  const sendsSpans = sends('TRACES');
  const isOff = env.OTEL_SDK_DISABLED === 'true';
  return !isOff && (metricsPort || sendsMetrics || sendsSpans)
    ? { metricsPort, sendsMetrics, sendsSpans }
    : undefined;
}

function checkChoices(env: NodeJS.ProcessEnv) {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = env[name];
    if (value !== undefined && !choices.includes(value)) {
      throw new InputError(
        `${name} is "${value}". Set it to ${choices.join(' or ')}.`,
      );
    }
  }
}

/** The address is not quoted, because it may contain a password. */
function checkUrl(name: string, value: string | undefined) {
  if (
    value !== undefined &&
    !(URL.canParse(value) && /^https?:\/\//i.test(value))
  ) {
    throw new InputError(
      `${name} must be an http:// or https:// address, such as http://collector:4318.`,
    );
  }
}

function checkRatio(value: string | undefined) {
  const ratio = Number(value ?? 1);
  if (!(ratio >= 0 && ratio <= 1)) {
    throw new InputError(
      `OTEL_TRACES_SAMPLER_ARG is "${value}". Set it to a number from 0 to 1.`,
    );
  }
}

function readPort(value: string | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError(
      `METRICS_PORT is "${value}". Set it to a port, such as 9464.`,
    );
  }
  return port;
}
