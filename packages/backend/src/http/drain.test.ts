import {
  Agent,
  createServer,
  get,
  IncomingMessage,
  RequestListener,
  Server,
} from 'http';
import { connect } from 'net';
import { text } from 'stream/consumers';
import { listen } from '../__testUtils__/listen';
import { createDrain } from './drain';

describe('createDrain', () => {
  let server: Server;
  let agent: Agent;

  afterEach(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  const serve = async (
    listener: RequestListener,
    { idleMs = 0, timeoutMs = 60_000 } = {},
  ) => {
    agent = new Agent({ keepAlive: true });
    server = createServer(listener);
    const drain = createDrain(server, { idleMs, timeoutMs });
    return { drain, port: await listen(server) };
  };

  const ask = (port: number) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, response => {
        response.resume();
        resolve(response);
      }).on('error', reject);
    });

  it('answers a request in progress, and ends its connection', async () => {
    const arrived = Promise.withResolvers<void>();
    let finish = () => {};
    const { drain, port } = await serve((_req, res) => {
      arrived.resolve();
      finish = () => res.end('done');
    });
    const response = ask(port);
    await arrived.promise;
    const drained = drain();
    finish();
    const { statusCode, headers } = await response;
    expect(statusCode).toBe(200);
    expect(headers.connection).toBe('close');
    await drained;
  });

  it('ends a connection once the response in progress is complete', async () => {
    const begun = Promise.withResolvers<void>();
    let finish = () => {};
    const { drain, port } = await serve((_req, res) => {
      res.write('first half, ');
      finish = () => res.end('second half');
      begun.resolve();
    });
    const response = ask(port);
    await begun.promise;
    const drained = drain();
    finish();
    const { statusCode, headers } = await response;
    expect(statusCode).toBe(200);
    expect(headers.connection).toBe('keep-alive');
    await drained;
  });

  it('answers a request that follows on a busy connection, and then ends the connection', async () => {
    const arrivals = {
      '/first': Promise.withResolvers<void>(),
      '/second': Promise.withResolvers<void>(),
    };
    let finish = () => {};
    const { drain, port } = await serve((req, res) => {
      if (req.url === '/first') {
        res.write('first half, ');
        finish = () => res.end('second half');
      } else {
        res.end('the next answer');
      }
      arrivals[req.url as keyof typeof arrivals].resolve();
    });
    const socket = connect(port, '127.0.0.1');
    const ended = text(socket);
    const send = (path: string) =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    send('/first');
    await arrivals['/first'].promise;
    const drained = drain();
    send('/second');
    await arrivals['/second'].promise;
    finish();
    const [first, second] = (await ended).split('second half');
    expect(first).toContain('Connection: keep-alive');
    expect(second).toMatch(/Connection: close[^]*the next answer/);
    await drained;
  });

  it('answers a request that arrives on an idle connection', async () => {
    const { drain, port } = await serve((_req, res) => res.end(), {
      idleMs: 60_000,
    });
    const { headers } = await ask(port);
    expect(headers.connection).toBe('keep-alive');
    const drained = drain();
    const next = await ask(port);
    expect(next.statusCode).toBe(200);
    expect(next.headers.connection).toBe('close');
    await drained;
  });

  it('accepts no new connections', async () => {
    const { drain, port } = await serve((_req, res) => res.end());
    await drain();
    await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('cuts off requests that exceed the timeout, including WebSockets', async () => {
    const { drain, port } = await serve(() => {}, { timeoutMs: 10 });
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

  it('drains once, however often it is called', async () => {
    const { drain } = await serve((_req, res) => res.end());
    expect(drain()).toBe(drain());
  });
});
