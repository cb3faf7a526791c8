import { mockServices } from '@backstage/backend-test-utils';
import type { Request, Response } from 'express';
import { AuditLog } from './audit';
import { guardRefresh } from './refreshGuard';
import {
  IdentityRefusedError,
  ProviderUnreachableError,
  TokenRefusedError,
} from './refusals';

describe('guardRefresh', () => {
  const logger = mockServices.logger.mock();
  beforeEach(() => jest.clearAllMocks());

  const refreshThatThrows = (error: unknown) => {
    const handlers = guardRefresh(
      {
        start: async () => {},
        frameHandler: async () => {},
        refresh: async () => {
          throw error;
        },
      },
      new AuditLog(logger),
      logger,
    );
    return handlers.refresh?.(
      {} as Request,
      { setHeader: () => {} } as unknown as Response,
    );
  };

  it.each([
    [
      new TokenRefusedError('token_expired', 'issuer https://idp, key "k1"'),
      'Refused a sign-in: token_expired (issuer https://idp, key "k1")',
    ],
    [
      new TokenRefusedError('token_expired', 'issuer https://idp, key "k1"', {
        now: 1_000,
        iat: 100,
        exp: 400,
      }),
      'Refused a sign-in: token_expired (issuer https://idp, key "k1", iat 100, exp 400, server 1000)',
    ],
    [
      new IdentityRefusedError('user_unknown', 'No user:default/x.'),
      'Refused a sign-in: user_unknown (No user:default/x.)',
    ],
    [
      new ProviderUnreachableError(),
      'Refused a sign-in: provider_unreachable (The identity provider cannot be reached)',
    ],
  ])('rethrows %p and logs it on one line', async (error, line) => {
    await expect(refreshThatThrows(error)).rejects.toBe(error);
    expect(logger.warn.mock.calls).toEqual([[line]]);
  });

  it('logs the cause of a generic error', async () => {
    const cause = new TypeError('undefined is not a function');
    await expect(refreshThatThrows(cause)).rejects.toThrow(
      "The cause is in the backend's log",
    );
    expect(logger.error.mock.calls).toEqual([[expect.any(String), cause]]);
  });
});
