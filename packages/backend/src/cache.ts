import { CacheManager } from '@backstage/backend-defaults/cache';
import {
  coreServices,
  createServiceFactory,
  LoggerService,
} from '@backstage/backend-plugin-api';

const QUIET_MS = 60_000;

/** Backstage's cache, but with fewer and shorter log lines: the client's errors contain its password and occur every second. */
export const cache = createServiceFactory({
  service: coreServices.cache,
  deps: {
    config: coreServices.rootConfig,
    logger: coreServices.rootLogger,
    plugin: coreServices.pluginMetadata,
  },
  async createRootContext({ config, logger }) {
    return CacheManager.fromConfig(config, {
      onError: createErrorReporter(logger),
    });
  },
  async factory({ plugin }, manager) {
    return manager.forPlugin(plugin.getId());
  },
});

/** Logs an error's message, at most once a minute. */
export function createErrorReporter(
  logger: LoggerService,
): (error: Error & { code?: string }) => void {
  let quietUntil = 0;
  return ({ message, code }) => {
    const now = Date.now();
    if (now < quietUntil) {
      return;
    }
    quietUntil = now + QUIET_MS;
    logger.error(
      `Cannot use the cache at backend.cache.connection (${
        message || code
      }). ${adviceFor(message)}`,
    );
  };
}

function adviceFor(message: string): string {
  return /WRONGPASS|NOAUTH|NOPERM|AUTH/.test(message)
    ? 'Check CACHE_USERNAME and CACHE_PASSWORD, or the password in CACHE_URL.'
    : 'Check CACHE_HOST and CACHE_PORT, or CACHE_URL, and whether Valkey or Redis is running.';
}
