import { InputError } from '@backstage/errors';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  createDenyListAttributesProcessor,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { TelemetrySettings } from './settings';
import { RedactingSpanExporter } from './redactingSpanExporter';

/** Labels of Backstage's own metrics that identify a person or contain text sent by a client. */
const PERSONAL_LABELS = ['user', 'gen_ai.tool.name'];

/**
 * Records metrics and spans. Call it before plugins create metrics. Import it only if it is needed, because it loads OpenTelemetry's
 * SDK.
 *
 * @throws InputError if the port is taken
 */
export async function startTelemetry(
  { metricsPort, sendsMetrics, sendsSpans }: TelemetrySettings,
  env: NodeJS.ProcessEnv,
): Promise<NodeSDK> {
  // OpenTelemetry's defaults would also record the operating system's user name and the command-line arguments.
  env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env,host,serviceinstance';
  const metricReaders = [
    ...(metricsPort ? [await servePrometheus(metricsPort)] : []),
    ...(sendsMetrics ? [createMetricSender(env)] : []),
  ];
  const sdk = new NodeSDK({
    // An empty list turns a signal off.
    metricReaders,
    logRecordProcessors: [],
    ...(sendsSpans
      ? {
          traceExporter: new RedactingSpanExporter(new OTLPTraceExporter()),
        }
      : { spanProcessors: [] }),
    views: [
      {
        instrumentName: '*',
        attributesProcessors: [
          createDenyListAttributesProcessor(PERSONAL_LABELS),
        ],
      },
    ],
  });
  sdk.start();
  return sdk;
}

async function servePrometheus(port: number): Promise<PrometheusExporter> {
  const exporter = new PrometheusExporter({
    // Prometheus runs elsewhere.
    host: '0.0.0.0',
    port,
    preventServerStart: true,
  });
  try {
    await exporter.startServer();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `METRICS_PORT is ${port}, but the backend can't listen there: ${code}`,
    );
  }
  return exporter;
}

function createMetricSender(env: NodeJS.ProcessEnv) {
  const { OTEL_METRIC_EXPORT_INTERVAL, OTEL_METRIC_EXPORT_TIMEOUT } = env;
  const exportIntervalMillis = Number(OTEL_METRIC_EXPORT_INTERVAL ?? 60_000);
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis,
    exportTimeoutMillis: Number(
      OTEL_METRIC_EXPORT_TIMEOUT ?? Math.min(30_000, exportIntervalMillis),
    ),
  });
}
