/** Times in the form `2026-03-01 12:00:00 UTC`. */
export interface TokenTimes {
  /** The time on the server. */
  server?: string;
  /** The times of the token. */
  iat?: string;
  nbf?: string;
  exp?: string;
}

/** Reads what the provider plugin tells of the times of a token that it refused. */
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
