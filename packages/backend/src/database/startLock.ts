import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  RootConfigService,
  RootLifecycleService,
  RootLoggerService,
} from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import { waitForTurn } from './waitForTurn';

/** An arbitrary number that all backends of a portal use. */
const LOCK = 7007;

/**
 * Starts backends one after another if they share PostgreSQL, because each updates the tables at startup. If two do so at once, they fail,
 * and Knex's migration lock may never be released: https://knexjs.org/guide/migrations.html#migration-lock-table
 *
 * This root service starts before the plugins, but after the HTTP server, so that health checks are answered while it waits.
 */
export const startLock = createServiceFactory({
  service: createServiceRef<void>({ id: 'backend.startLock', scope: 'root' }),
  deps: {
    config: coreServices.rootConfig,
    logger: coreServices.rootLogger,
    lifecycle: coreServices.rootLifecycle,
    httpServer: coreServices.rootHttpRouter,
  },
  async factory({ config, logger, lifecycle }) {
    const pluginId = findLockPlugin(config);
    if (!pluginId) {
      return;
    }
    lifecycle.addStartupHook(
      await takeLock(pluginId, { config, logger, lifecycle }),
    );
  },
});

/**
 * Returns the plugin whose database holds the lock: the first one that uses PostgreSQL. All backends of a portal have the same
 * configuration, so they find the same plugin, even if each plugin has its own database.
 */
export function findLockPlugin(config: RootConfigService): string | undefined {
  const database = config.getOptionalConfig('backend.database');
  const clientOf = (pluginId: string) =>
    database?.getOptionalString(`plugin.${pluginId}.client`) ??
    database?.getOptionalString('client');
  const configured = database?.getOptionalConfig('plugin')?.keys() ?? [];
  return ['catalog', 'auth', ...configured].find(
    pluginId => clientOf(pluginId) === 'pg',
  );
}

interface Services {
  config: RootConfigService;
  logger: RootLoggerService;
  lifecycle: RootLifecycleService;
}

/** Takes an advisory lock, and resolves to a function that releases it. PostgreSQL also releases it when the connection closes. */
async function takeLock(
  pluginId: string,
  services: Services,
): Promise<() => Promise<void>> {
  const { db, connection, close } = await connect(pluginId, services)
    // If two backends create the same database or schema at once, it exists at the second attempt.
    .catch(() => connect(pluginId, services))
    .catch(error => {
      throw new ForwardedError(
        `Cannot use the ${pluginId} plugin's PostgreSQL database. Check backend.database`,
        error,
      );
    });
  // Polls instead of waiting for the lock, because some migrations in turn wait for every running statement.
  const isTaken = async () => {
    const { rows } = await db
      .raw('SELECT pg_try_advisory_lock(?) AS taken', [LOCK])
      .connection(connection);
    return rows[0].taken;
  };
  await waitForTurn(isTaken, pluginId, services.logger);
  return close;
}

/** Uses Backstage's own client, because it supports every kind of connection that plugins can have. */
async function connect(pluginId: string, services: Services) {
  let stopKeepalive: () => void | Promise<void> = () => {};
  const manager = DatabaseManager.fromConfig(services.config, {
    rootLogger: services.logger,
    rootLifecycle: {
      addShutdownHook(hook) {
        stopKeepalive = hook;
      },
    } as RootLifecycleService,
  });
  const db = await manager.forPlugin(pluginId, services).getClient();
  const connection = await db.client.acquireConnection();
  const close = async () => {
    await db.client.releaseConnection(connection);
    await stopKeepalive();
    await db.destroy();
  };
  return { db, connection, close };
}
