import { CacheManager } from '@backstage/backend-defaults/cache';
import { mockServices } from '@backstage/backend-test-utils';
import { once } from 'events';
import { AddressInfo, createServer, Server, Socket } from 'net';
import { createErrorReporter } from './cache';

const PASSWORD = 'r0tated-p@ssword';

/** Answers each command as Valkey does after its password was changed. */
function refusePassword(socket: Socket) {
  socket.on('error', () => {});
  socket.on('data', data => {
    const commands = data.toString().match(/^\*\d/gm) ?? [];
    socket.write(
      commands
        .map(
          () =>
            '-WRONGPASS invalid username-password pair or user is disabled.\r\n',
        )
        .join(''),
    );
  });
}

describe('the cache', () => {
  const logger = mockServices.logger.mock();
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer(refusePassword).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    url = `redis://cache:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`;
  });

  beforeEach(() => {
    jest.clearAllMocks();
  });

  afterAll(() => {
    server.close();
  });

  it('names the variables and never the password that is refused', async () => {
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
  });

  it('is reported once a minute, however many errors there are', () => {
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
