import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, JsonValue } from '@backstage/types';
import { z } from 'zod/v3';
import { choice, list, text } from './configSchema';

/** Signatures by a private key that the provider keeps for itself (RFC 7518 section 3.1, RFC 8037). */
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
  'Copy "issuer" from <issuer>/.well-known/openid-configuration of your provider: an http or https URL without query, fragment and credentials. Without it no token can be verified. Only an empty block with auth.environment: development, and NODE_ENV other than production, works without it.';
const AUDIENCE =
  'Set it to the client ID that oauth2-proxy uses, or to a list of client IDs. Without it, tokens for any other application would be accepted.';
const ALGORITHMS = `It must list asymmetric algorithms: ${ASYMMETRIC_ALGORITHMS.join(
  ', ',
)}.`;
const CLOCK_TOLERANCE = `It must be a duration between 0 and ${MAX_CLOCK_TOLERANCE_SECONDS} seconds, such as '30s' or { seconds: 30 }.`;

/** The part of the provider's block that says which tokens are accepted. */
export const verificationShape = {
  // Compared as text, exactly as written (OpenID Connect Core 1.0, section 3.1.3.7).
  issuer: text(ISSUER, value => isUrl(value) && !/[?#]/.test(value)),
  audience: z.preprocess(
    value => (typeof value === 'string' ? [value] : value),
    list(text(AUDIENCE), AUDIENCE),
  ),
  jwksUri: text(
    'It must be an http or https URL without credentials.',
    isUrl,
  ).optional(),
  algorithms: list(
    choice(ASYMMETRIC_ALGORITHMS, ALGORITHMS),
    ALGORITHMS,
  ).default(ASYMMETRIC_ALGORITHMS),
  clockTolerance: z
    .unknown()
    .transform(toSeconds)
    .refine(
      seconds => seconds >= 0 && seconds <= MAX_CLOCK_TOLERANCE_SECONDS,
      CLOCK_TOLERANCE,
    ),
};

/** What a token must fulfil. */
export interface VerificationRules {
  issuer: string;
  audience: string[];
  /** Where the keys are; from the provider's discovery document if undefined. */
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
  if (value === undefined) {
    return 10;
  }
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
