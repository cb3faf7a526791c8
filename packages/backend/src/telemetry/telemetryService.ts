import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { readTelemetrySettings } from './settings';
import { startTelemetry } from './startTelemetry';

/** How long to wait at shutdown for a collector that may be down. */
const FLUSH_MS = 2_000;

/** Records metrics and spans as the environment variables say, logs the SDK's warnings, and sends remaining data at shutdown. */
export default createServiceFactory({
  service: createServiceRef<{}>({ id: 'app.telemetry', scope: 'root' }),
  initialization: 'always',
  deps: {
    logger: coreServices.rootLogger,
    lifecycle: coreServices.rootLifecycle,
  },
  async factory({ logger, lifecycle }) {
    const settings = readTelemetrySettings(process.env);
    if (settings) {
      const sdk = await startTelemetry(settings, process.env);
      logWarnings(logger.child({ service: 'telemetry' }));
      lifecycle.addShutdownHook(() =>
        Promise.race([sdk.shutdown(), timeout(FLUSH_MS)]),
      );
    }
    return {};
  },
});

function logWarnings(logger: LoggerService) {
  const write =
    (level: 'error' | 'warn' | 'info' | 'debug') =>
    (message: string, ...details: unknown[]) =>
      logger[level]([message, ...details].join(' '));
  diag.setLogger(
    {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      verbose: write('debug'),
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

function timeout(milliseconds: number) {
  return new Promise<void>(resolve => {
    setTimeout(resolve, milliseconds).unref();
  });
}
