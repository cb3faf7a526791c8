import {
  AuditorEvent,
  DefaultAuditorService,
} from '@backstage/backend-defaults/auditor';
import {
  coreServices,
  createServiceFactory,
  LoggerService,
} from '@backstage/backend-plugin-api';

/** Backstage's auditor, but with only one log line for each event, once it has succeeded or failed. */
export const auditor = createServiceFactory({
  service: coreServices.auditor,
  deps: {
    config: coreServices.rootConfig,
    logger: coreServices.logger,
    auth: coreServices.auth,
    httpAuth: coreServices.httpAuth,
    plugin: coreServices.pluginMetadata,
  },
  factory({ config, logger, ...deps }) {
    const levels = config.getOptional<Levels>(
      'backend.auditor.severityLogLevelMappings',
    );
    const auditLogger = logger.child({ isAuditEvent: true });
    return DefaultAuditorService.create(
      event => logEvent(event, auditLogger, levels),
      deps,
    );
  },
});

type Level = 'debug' | 'info' | 'warn' | 'error';
type Levels = Partial<Record<AuditorEvent['severityLevel'], Level>>;

/** Events of severity `low`, such as catalog reads, are logged at level `debug` unless the configuration says otherwise. */
function logEvent(
  event: AuditorEvent,
  logger: LoggerService,
  levels: Levels = {},
) {
  if (event.status === 'initiated') {
    return;
  }
  const { request, severityLevel } = event;
  const level =
    levels[severityLevel] ?? (severityLevel === 'low' ? 'debug' : 'info');
  logger[level](`${event.plugin}.${event.eventId}`, {
    ...event,
    // A query can contain codes and tokens.
    request: request && { ...request, url: request.url.split('?')[0] },
    error: event.status === 'failed' ? event.error.message : undefined,
  });
}
