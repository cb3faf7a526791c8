import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import express from 'express';
import request from 'supertest';
import { auditor } from './auditor';

type Auditor = typeof coreServices.auditor.T;

describe('the auditor', () => {
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);

  beforeEach(() => {
    logger.info.mockClear();
    logger.debug.mockClear();
  });

  /** Runs a request that uses a plugin's auditor. */
  const audit = async (
    use: (service: Auditor, req: express.Request) => Promise<void>,
    settings: object = {},
  ) => {
    const backend = await startTestBackend({
      features: [
        auditor,
        logger.factory,
        authPlugin,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:3000' },
            backend: {
              baseUrl: 'http://localhost:3000',
              trustProxy: 1,
              ...settings,
            },
            auth: { providers: {} },
          },
        }),
        createBackendModule({
          pluginId: 'auth',
          moduleId: 'test',
          register(env) {
            env.registerInit({
              deps: {
                service: coreServices.auditor,
                httpRouter: coreServices.httpRouter,
              },
              async init({ service, httpRouter }) {
                httpRouter.use(
                  express
                    .Router()
                    .post('/audited', (req, res, next) =>
                      use(service, req).then(() => res.end(), next),
                    ),
                );
              },
            });
          },
        }),
      ],
    });
    await request(backend.server).post('/api/auth/audited?code=hidden');
    await backend.stop();
  };

  const auditLines = (log: jest.MockedFunction<typeof logger.info>) =>
    log.mock.calls.filter(([message]) => message === 'auth.try');

  it('writes one line for an event that succeeds', async () => {
    await audit(async service => {
      const meta = { reason: 'x' };
      const event = await service.createEvent({
        eventId: 'try',
        severityLevel: 'medium',
        meta,
      });
      await event.success();
    });
    expect(logger.child).toHaveBeenCalledWith({ isAuditEvent: true });
    expect(auditLines(logger.info)).toEqual([
      [
        'auth.try',
        {
          plugin: 'auth',
          eventId: 'try',
          severityLevel: 'medium',
          status: 'succeeded',
          actor: { actorId: 'plugin:auth' },
          request: undefined,
          meta: { reason: 'x' },
        },
      ],
    ]);
  });

  it("writes an error's message, and the URL without its query", async () => {
    await audit(async (service, req) => {
      const event = await service.createEvent({
        eventId: 'try',
        severityLevel: 'high',
        request: req,
      });
      await event.fail({ error: new Error('no') });
    });
    const [[, fields], ...others] = auditLines(logger.info);
    expect(others).toEqual([]);
    expect(fields).toMatchObject({
      status: 'failed',
      error: 'no',
      request: { method: 'POST', url: '/api/auth/audited' },
    });
  });

  it.each([
    [{}, 'debug' as const],
    [
      { auditor: { severityLogLevelMappings: { low: 'info' } } },
      'info' as const,
    ],
  ])(
    'logs a low-severity event with settings %j at level %s',
    async (settings, level) => {
      await audit(async service => {
        const event = await service.createEvent({ eventId: 'try' });
        await event.success();
      }, settings);
      expect(auditLines(logger[level])).toHaveLength(1);
    },
  );
});
