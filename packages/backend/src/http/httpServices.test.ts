import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { Router } from 'express';
import { once } from 'events';
import { Agent, createServer, get } from 'http';
import { text } from 'stream/consumers';
import { listen } from '../__testUtils__/listen';
import { createHttpServices } from './httpServices';

/** Includes the extra second that Node waits. */
const NODE_KEEP_ALIVE_MS = 6_000;

/** Keeps the event loop busy, as many simultaneous requests do. */
const blockFor = (ms: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

async function findFreePort() {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

const createPlugin = (
  pluginId: string,
  addRoutes: (router: Router, discovery: DiscoveryService) => void,
) =>
  createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: {
          httpRouter: coreServices.httpRouter,
          discovery: coreServices.discovery,
        },
        async init({ httpRouter, discovery }) {
          const router = Router();
          addRoutes(router, discovery);
          httpRouter.use(router);
          httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        },
      });
    },
  });

describe('the HTTP services', () => {
  const start = async (...plugins: ReturnType<typeof createPlugin>[]) => {
    const port = await findFreePort();
    const backend = createBackend();
    const url = `http://127.0.0.1:${port}`;
    backend.add(
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: url },
          backend: {
            baseUrl: url,
            listen: `127.0.0.1:${port}`,
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
        },
      }),
    );
    const logger = mockServices.rootLogger.mock();
    logger.child.mockReturnValue(logger);
    backend.add(logger.factory);
    createHttpServices().forEach(service => backend.add(service));
    plugins.forEach(plugin => backend.add(plugin));
    await backend.start();
    return { backend, url, logger };
  };

  const other = createPlugin('other', router => {
    router.get('/name', (_req, res) => res.json({ name: 'other' }));
    // A long poll, which has started and does not end.
    router.get('/poll', (_req, res) => res.status(202).flushHeaders());
  });

  it('let plugins reach each other until the last request is answered', async () => {
    const arrived = Promise.withResolvers<void>();
    const asking = Promise.withResolvers<void>();
    const plugin = createPlugin('asking', (router, discovery) => {
      router.get('/', async (_req, res) => {
        arrived.resolve();
        await asking.promise;
        const answer = await fetch(
          `${await discovery.getBaseUrl('other')}/name`,
        );
        res.json(await answer.json());
      });
    });
    const { backend, url } = await start(plugin, other);
    const response = fetch(`${url}/api/asking`);
    await arrived.promise;
    const stopped = backend.stop();
    await expect(fetch(`${url}/api/other/name`)).rejects.toThrow(
      'fetch failed',
    );
    asking.resolve();
    const answer = await response;
    expect(answer.status).toBe(200);
    expect(answer.headers.get('connection')).toBe('close');
    expect(await answer.json()).toEqual({ name: 'other' });
    await stopped;
  });

  it('stop immediately while the backend polls itself', async () => {
    const poll = { end: Promise.resolve<unknown>(undefined) };
    const plugin = createPlugin('polling', (router, discovery) => {
      router.get('/', async (_req, res) => {
        const answer = await fetch(
          `${await discovery.getBaseUrl('other')}/poll`,
        );
        poll.end = answer.text().catch(error => error);
        res.json({ status: answer.status });
      });
    });
    const { backend, url } = await start(plugin, other);
    const response = await fetch(`${url}/api/polling`);
    expect(await response.json()).toEqual({ status: 202 });
    const since = performance.now();
    await backend.stop();
    expect(performance.now() - since).toBeLessThan(1_000);
    await expect(poll.end).resolves.toMatchObject({ message: 'terminated' });
  });

  it('answer requests on connections that were idle while the backend was busy', async () => {
    const plugin = createPlugin('asking', (router, discovery) => {
      router.get('/', async (_req, res) => {
        res.json({ internal: await discovery.getBaseUrl('other') });
      });
    });
    const { backend, url } = await start(plugin, other);
    const { internal } = await (await fetch(`${url}/api/asking`)).json();
    const agent = new Agent({ keepAlive: true });
    const ask = async (address: string) => {
      const outgoing = get(`${address}/name`, { agent });
      const [response] = await once(outgoing, 'response');
      await text(response);
      return { status: response.statusCode, isReused: outgoing.reusedSocket };
    };
    const addresses = Array(20)
      .fill([`${url}/api/other`, internal])
      .flat();
    await Promise.all(addresses.map(ask));
    blockFor(NODE_KEEP_ALIVE_MS + 1_000);
    const answers = await Promise.allSettled(addresses.map(ask));
    agent.destroy();
    await backend.stop();
    expect(answers).toEqual(
      addresses.map(() => ({
        status: 'fulfilled',
        value: { status: 200, isReused: true },
      })),
    );
  }, 20_000);

  it('log requests without queries', async () => {
    const plugin = createPlugin('asked', router => {
      router.get('/', (req, res) => res.json(req.query));
    });
    const { backend, url, logger } = await start(plugin);
    const response = await fetch(`${url}/api/asked?code=s3cr3t`, {
      headers: { Referer: `${url}/page?token=s3cr3t` },
    });
    expect(await response.json()).toEqual({ code: 's3cr3t' });
    await backend.stop();
    const logged = JSON.stringify(logger.info.mock.calls);
    expect(logged).toContain('GET /api/asked HTTP');
    expect(logged).toContain(`${url}/page`);
    expect(logged).not.toContain('s3cr3t');
  });

  it("hide an unexpected error's text from the client", async () => {
    const plugin = createPlugin('failing', router => {
      router.get('/', () => {
        throw new Error('select * from "settings" - connect ECONNREFUSED');
      });
    });
    const { backend, url } = await start(plugin);
    const response = await fetch(`${url}/api/failing`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('select');
    await backend.stop();
  });
});
