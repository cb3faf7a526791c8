import { CacheManager } from '@backstage/backend-defaults/cache';
import { mockServices } from '@backstage/backend-test-utils';
import { createServer, Socket } from 'net';
import { listen } from './__testUtils__/listen';
import { createErrorReporter } from './cache';

const PASSWORD = 'r0tated-p@ssword';

/** Answers each command like Valkey after a password change. */
function refusePassword(socket: Socket) {
  socket.on('error', () => {});
  socket.on('data', data => {
    const commands = data.toString().match(/^\*\d/gm) ?? [];
    const refusal =
      '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
    socket.write(refusal.repeat(commands.length));
  });
}

describe('the cache', () => {
  const logger = mockServices.logger.mock();

  beforeEach(() => {
    jest.clearAllMocks();
  });

  it('names the variables in the log, but never quotes the rejected password', async () => {
    const server = createServer(refusePassword);
    const port = await listen(server);
    const url = `redis://cache:${encodeURIComponent(
      PASSWORD,
    )}@127.0.0.1:${port}`;
    const reported = new Promise<void>(resolve => {
      logger.error.mockImplementation(() => resolve());
    });
    const cache = { store: 'valkey', connection: url, valkey: {} };
    const manager = CacheManager.fromConfig(
      mockServices.rootConfig({ data: { backend: { cache } } }),
      { onError: createErrorReporter(logger) },
    );
    // eslint-disable-next-line dot-notation -- private, and the only way to disconnect
    const client = manager['getClientWithTtl']('catalog', undefined);
    const asked = client.get('key').catch(() => {});
    await reported;
    const written = JSON.stringify(logger.error.mock.calls);
    expect(written).toContain('WRONGPASS');
    expect(written).toContain('CACHE_PASSWORD');
    expect(written).not.toMatch(/r0tated|p@ss|p%40ss/);
    await client.disconnect();
    await asked;
    server.close();
  });

  it('logs errors at most once a minute', () => {
    jest.useFakeTimers();
    const report = createErrorReporter(logger);
    for (let second = 0; second < 120; second++) {
      report(new Error('connect ECONNREFUSED 127.0.0.1:6379'));
      jest.setSystemTime(Date.now() + 1000);
    }
    expect(logger.error).toHaveBeenCalledTimes(2);
    expect(logger.error.mock.calls[0][0]).toContain('CACHE_HOST');
    jest.useRealTimers();
  });
});
