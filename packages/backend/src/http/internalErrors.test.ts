import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import {
  InputError,
  NotImplementedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import express, { Response } from 'express';
import { createServer } from 'http';
import { listen } from '../__testUtils__/listen';
import { hideInternalErrors } from './internalErrors';

const SQL = `insert into "settings" ("value") values ('s3cr3t') - connect ECONNREFUSED 10.0.0.7:5432`;

describe('hideInternalErrors', () => {
  const logger = mockServices.logger.mock();

  beforeEach(() => {
    jest.clearAllMocks();
    logger.child.mockReturnValue(logger);
  });

  /** What a client gets from a plugin, which handles its errors itself. */
  const answerOf = async (handler: (res: Response) => unknown) => {
    const app = express();
    app.use(hideInternalErrors(logger));
    app.use('/api/plugin', (_req, res, next) => {
      try {
        handler(res);
      } catch (error) {
        next(error);
      }
    });
    const config = mockServices.rootConfig();
    const middleware = MiddlewareFactory.create({ config, logger });
    app.use('/api/plugin', middleware.error({ showStackTraces: true }));
    const server = createServer(app);
    const port = await listen(server);
    const response = await fetch(`http://127.0.0.1:${port}/api/plugin`);
    const text = await response.text();
    server.close();
    return { status: response.status, text, body: JSON.parse(text) };
  };

  const throws = (error: unknown) =>
    answerOf(() => {
      throw error;
    });

  it.each<[string, unknown]>([
    ['an error from the database client', new Error(SQL)],
    [
      'an error for several addresses',
      new AggregateError([new Error(SQL)], SQL),
    ],
    ['an error of another class', new TypeError(SQL)],
    [
      'an error with its own fields',
      Object.assign(new Error(SQL), { code: 'ECONNREFUSED', detail: SQL }),
    ],
    [
      'an error with a status',
      Object.assign(new Error(SQL), { statusCode: 502 }),
    ],
    ['an error with a cause', new Error('x', { cause: new Error(SQL) })],
    ['something that is not an error', SQL],
  ])('hides the text of %s', async (_, error) => {
    const { status, text, body } = await throws(error);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(text).not.toMatch(/insert|s3cr3t|ECONNREFUSED|10\.0\.0\.7/);
    expect(body).toMatchObject({
      error: { name: 'InternalServerError' },
      response: { statusCode: status },
    });
  });

  it('logs the cause with the id that the client gets', async () => {
    const { body } = await throws(new Error(SQL));
    const [, id] = body.error.message.match(/id ([\w-]{36})/);
    const lines = logger.error.mock.calls.map(([line]) => line);
    expect(lines.join('\n')).toContain(`id ${id}: ${SQL}`);
  });

  it('keeps the text and code of an error that is thrown on purpose', async () => {
    const error = Object.assign(
      new ServiceUnavailableError('The identity provider cannot be reached'),
      { code: 'provider_unreachable' },
    );
    const { status, body } = await throws(error);
    expect(status).toBe(503);
    expect(body.error).toEqual({
      name: 'ServiceUnavailableError',
      message: 'The identity provider cannot be reached',
      code: 'provider_unreachable',
    });
  });

  it('drops the cause of an error that is thrown on purpose', async () => {
    const { text, body } = await throws(
      new NotImplementedError('Not for this kind', new Error(SQL)),
    );
    expect(text).not.toContain('insert');
    expect(body.error.message).toBe('Not for this kind');
  });

  it('does not change other errors', async () => {
    const { body } = await throws(new InputError('The name is missing'));
    expect(body.error).toMatchObject({
      name: 'InputError',
      message: 'The name is missing',
    });
  });

  it.each([
    { status: 'error', message: 'Backend has not started yet' },
    { jsonrpc: '2.0', error: { code: -32603, message: 'Internal error' } },
    ['a list'],
    null,
  ])('does not change other responses: %j', async body => {
    const response = await answerOf(res => res.status(503).json(body));
    expect(response.body).toEqual(body);
  });
});
