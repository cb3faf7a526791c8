import { InputError } from '@backstage/errors';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  createDenyListAttributesProcessor,
  MeterProvider,
} from '@opentelemetry/sdk-metrics';

/** Labels of Backstage's own metrics that identify a person. */
const PERSONAL_LABELS = ['user'];

/**
 * Serves metrics for Prometheus at /metrics on a separate port. Call it before plugins create metrics. Import it only if needed,
 * because it loads OpenTelemetry's SDK.
 *
 * @throws InputError if METRICS_PORT is not a port
 */
export async function startMetrics(
  metricsPort: string,
): Promise<PrometheusExporter> {
  const port = Number(metricsPort);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError(
      `METRICS_PORT is "${metricsPort}". Set it to a port, such as 9464.`,
    );
  }
  const exporter = new PrometheusExporter({
    // Prometheus runs on another machine.
    host: '0.0.0.0',
    port,
    preventServerStart: true,
  });
  metrics.setGlobalMeterProvider(
    new MeterProvider({
      readers: [exporter],
      views: [
        {
          instrumentName: '*',
          attributesProcessors: [
            createDenyListAttributesProcessor(PERSONAL_LABELS),
          ],
        },
      ],
    }),
  );
  await exporter.startServer();
  return exporter;
}
