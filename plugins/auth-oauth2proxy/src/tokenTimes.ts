import type { JWTPayload } from 'jose';
import { TokenReason } from './errors';
import { TokenTimes } from './types';

const REASONS_OF_THE_CLOCK: TokenReason[] = [
  'token_expired',
  'token_not_yet_valid',
];

/** What is told of the times of a token that is refused; nothing unless the clock is the reason. */
export function readTokenTimes(
  reason: TokenReason,
  { iat, nbf, exp }: JWTPayload,
): TokenTimes | undefined {
  return REASONS_OF_THE_CLOCK.includes(reason)
    ? {
        now: Math.floor(Date.now() / 1000),
        iat: number(iat),
        nbf: number(nbf),
        exp: number(exp),
      }
    : undefined;
}

/** For the log. */
export function describeTokenTimes({ now, ...times }: TokenTimes): string {
  const told = Object.entries(times).filter(([, time]) => time !== undefined);
  return [...told, ['server', now]]
    .map(([name, time]) => `${name} ${time}`)
    .join(', ');
}

/** jose stops at the first claim that is wrong, so the type of the others was not looked at. */
function number(claim: unknown): number | undefined {
  return typeof claim === 'number' ? claim : undefined;
}
