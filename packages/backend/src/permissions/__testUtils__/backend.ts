import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { RequestHandler } from 'express';
import { startServer } from './server';

/** Starts a backend with Backstage's own services, in memory and on a free port. */
export async function startBackend(
  { backend: settings, ...data }: { backend?: JsonObject; [key: string]: any },
  features: BackendFeature[],
  handlers: RequestHandler[] = [],
) {
  const { port, stop: release } = await startServer(() => {});
  await release();
  const url = `http://127.0.0.1:${port}`;
  const backend = createBackend();
  backend.add(mockServices.rootLogger.factory());
  backend.add(
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: url },
        backend: {
          baseUrl: url,
          listen: { host: '127.0.0.1', port },
          database: { client: 'better-sqlite3', connection: ':memory:' },
          ...settings,
        },
        ...data,
      },
    }),
  );
  let closeConnections = () => {};
  backend.add(
    rootHttpRouterServiceFactory({
      configure({ app, applyDefaults, server }) {
        handlers.forEach(handler => app.use(handler));
        applyDefaults();
        closeConnections = () => server.closeAllConnections();
      },
    }),
  );
  features.forEach(feature => backend.add(feature));
  await backend.start();
  const stop = async () => {
    // Plugins wait for events over connections that stay open.
    closeConnections();
    await backend.stop();
  };
  return { url, stop };
}
