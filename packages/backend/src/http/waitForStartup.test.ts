import express from 'express';
import { waitForStartup } from './waitForStartup';

describe('waitForStartup', () => {
  const sendRequest = (path: string, remoteAddress: string) => {
    let start = () => {};
    const middleware = waitForStartup({
      addStartupHook(hook) {
        start = hook;
      },
    });
    const next = jest.fn();
    const req = { path, socket: { remoteAddress } } as express.Request;
    middleware(req, {} as express.Response, next);
    return { start, next };
  };

  it('holds a request until everything has started', async () => {
    const { start, next } = sendRequest('/api/catalog/entities', '172.18.0.5');
    await Promise.resolve();
    expect(next).not.toHaveBeenCalled();
    start();
    await Promise.resolve();
    expect(next).toHaveBeenCalledWith();
  });

  it('answers health checks immediately', () => {
    const path = '/.backstage/health/v1/readiness';
    expect(sendRequest(path, '172.18.0.5').next).toHaveBeenCalledWith();
  });

  it.each(['127.0.0.1', '::ffff:127.0.0.1', '::1'])(
    "answers the backend's own requests from %s immediately",
    address => {
      expect(sendRequest('/api/x', address).next).toHaveBeenCalledWith();
    },
  );
});
