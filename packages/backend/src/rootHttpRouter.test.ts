import express from 'express';
import { Agent, createServer, get, IncomingMessage, Server } from 'http';
import { AddressInfo, connect } from 'net';
import { createDrain, waitForStart } from './rootHttpRouter';

describe('waitForStart', () => {
  const arrive = (path: string, remoteAddress: string) => {
    let start = () => {};
    const middleware = waitForStart({
      addStartupHook(hook) {
        start = hook;
      },
    });
    const next = jest.fn();
    const req = { path, socket: { remoteAddress } } as express.Request;
    middleware(req, {} as express.Response, next);
    return { start, next };
  };

  it('lets a request wait until everything has started', async () => {
    const { start, next } = arrive('/api/catalog/entities', '172.18.0.5');
    await Promise.resolve();
    expect(next).not.toHaveBeenCalled();
    start();
    await Promise.resolve();
    expect(next).toHaveBeenCalledWith();
  });

  it('answers health checks at once', () => {
    const path = '/.backstage/health/v1/readiness';
    expect(arrive(path, '172.18.0.5').next).toHaveBeenCalledWith();
  });

  it.each(['127.0.0.1', '::ffff:127.0.0.1', '::1'])(
    'answers the backend itself at once, from %s',
    address => {
      expect(arrive('/api/x', address).next).toHaveBeenCalledWith();
    },
  );
});

describe('createDrain', () => {
  let server: Server;
  let agent: Agent;

  afterEach(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  const listen = async (
    listener: Parameters<typeof createServer>[1],
    timeoutMs = 60_000,
  ) => {
    agent = new Agent({ keepAlive: true });
    server = createServer(listener!);
    const drain = createDrain(server, timeoutMs);
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    return { drain, port: (server.address() as AddressInfo).port };
  };

  const ask = (port: number) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, response => {
        response.resume();
        resolve(response);
      }).on('error', reject);
    });

  it('answers what is under way, and ends its connection', async () => {
    let answer = () => {};
    const arrived = new Promise<void>(resolve => {
      answer = resolve;
    });
    let finish = () => {};
    const { drain, port } = await listen((_req, res) => {
      answer();
      finish = () => res.end('done');
    });
    const response = ask(port);
    await arrived;
    const drained = drain();
    finish();
    const { statusCode, headers } = await response;
    expect(statusCode).toBe(200);
    expect(headers.connection).toBe('close');
    await drained;
  });

  it('takes no new connections', async () => {
    const { drain, port } = await listen((_req, res) => res.end());
    await drain();
    await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('cuts off what lasts longer, a WebSocket too', async () => {
    const { drain, port } = await listen(() => {}, 10);
    server.on('upgrade', (_req, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await new Promise(resolve => socket.once('data', resolve));
    const closed = new Promise(resolve => socket.once('close', resolve));
    await drain();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('drains once, however often it is asked to', async () => {
    const { drain } = await listen((_req, res) => res.end());
    expect(drain()).toBe(drain());
  });
});
