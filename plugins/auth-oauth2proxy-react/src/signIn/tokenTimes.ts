/** Times in the form `2026-03-01 12:00:00 UTC`. */
export interface TokenTimes {
  /** The time on the server. */
  server?: string;
  /** When the token was issued, and from when until when it is valid. */
  iat?: string;
  nbf?: string;
  exp?: string;
}

/** Reads the times that the auth provider reports about a token that it rejected. */
export function readTokenTimes(times: unknown): TokenTimes | undefined {
  if (typeof times !== 'object' || times === null) {
    return undefined;
  }
  const { now, iat, nbf, exp } = times as Record<string, unknown>;
  return {
    server: fromSeconds(now),
    iat: fromSeconds(iat),
    nbf: fromSeconds(nbf),
    exp: fromSeconds(exp),
  };
}

export function formatTime(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

function fromSeconds(seconds: unknown): string | undefined {
  const date = new Date(typeof seconds === 'number' ? seconds * 1000 : NaN);
  return Number.isNaN(date.getTime()) ? undefined : formatTime(date);
}
