import { OAuth2ProxyClaims } from '../types';

/** The claims of a verified token, some of them replaced. */
export function verifiedClaims(
  replaced: Record<string, unknown> = {},
): OAuth2ProxyClaims {
  return {
    iss: 'https://idp.example.com',
    aud: 'backstage',
    sub: 'b2f1',
    exp: 2,
    iat: 1,
    preferred_username: 'ada',
    ...replaced,
  };
}

/** A 403 with a reason code. */
export function refusal(code: string, message?: string) {
  return expect.objectContaining({
    name: 'NotAllowedError',
    code,
    ...(message && { message: expect.stringContaining(message) }),
  });
}
