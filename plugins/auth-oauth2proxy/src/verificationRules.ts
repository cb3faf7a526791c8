import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, JsonValue } from '@backstage/types';
import { z } from 'zod/v3';
import { choice, list, text } from './configSchema';

/** RFC 7518 section 3.1, and RFC 8037. */
const ASYMMETRIC_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as [string, ...string[]];

const MAX_CLOCK_TOLERANCE_SECONDS = 300;

const ISSUER =
  'Copy "issuer" from <issuer>/.well-known/openid-configuration of your provider: an http or https URL without query, fragment and credentials. Only an empty block works without an issuer, and only if auth.environment is development and NODE_ENV is not production.';
const AUDIENCE =
  'Set it to the client ID of oauth2-proxy, or to a list of client IDs. Tokens for other applications are refused.';
const ALGORITHMS = `List asymmetric algorithms: ${ASYMMETRIC_ALGORITHMS.join(
  ', ',
)}.`;
const CLOCK_TOLERANCE = `Set it to a duration between 0 and ${MAX_CLOCK_TOLERANCE_SECONDS} seconds, such as '30s' or { seconds: 30 }.`;

/** A duration in seconds. */
export function duration(
  sentence: string,
  { min, max = Infinity }: { min: number; max?: number },
) {
  return z
    .unknown()
    .transform(toSeconds)
    .refine(seconds => seconds >= min && seconds <= max, sentence);
}

/** The part of the provider's block about tokens. */
export const verificationShape = {
  // Compared as text, without normalization (OpenID Connect Core 1.0, section 3.1.3.7).
  issuer: text(ISSUER, value => isUrl(value) && !/[?#]/.test(value)),
  audience: z.preprocess(
    value => (typeof value === 'string' ? [value] : value),
    list(text(AUDIENCE), AUDIENCE),
  ),
  jwksUri: text(
    'Set it to an http or https URL without credentials.',
    isUrl,
  ).optional(),
  algorithms: list(
    choice(ASYMMETRIC_ALGORITHMS, ALGORITHMS),
    ALGORITHMS,
  ).default(ASYMMETRIC_ALGORITHMS),
  clockTolerance: duration(CLOCK_TOLERANCE, {
    min: 0,
    max: MAX_CLOCK_TOLERANCE_SECONDS,
  }).default({ seconds: 10 }),
};

/** Which tokens are accepted. */
export interface VerificationRules {
  issuer: string;
  audience: string[];
  /** The URL of the keys. Default: from the provider's discovery document. */
  jwksUri?: string;
  algorithms: string[];
  /** In seconds. */
  clockTolerance: number;
}

function isUrl(value: string): boolean {
  const url =
    /^https?:\/\/\S+$/i.test(value) && URL.canParse(value)
      ? new URL(value)
      : undefined;
  return url?.username === '' && url.password === '';
}

function toSeconds(value: unknown): number {
  try {
    const config = new ConfigReader({ value: value as JsonValue });
    return (
      durationToMilliseconds(readDurationFromConfig(config, { key: 'value' })) /
      1000
    );
  } catch {
    return NaN;
  }
}
