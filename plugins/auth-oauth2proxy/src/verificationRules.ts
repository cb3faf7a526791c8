import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { CONFIG_PATH } from './configPath';

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
];

const MAX_CLOCK_TOLERANCE_SECONDS = 300;

/** What a token has to fulfil. */
export interface VerificationRules {
  issuer: string;
  audience: string[];
  /** Where the keys are; from the provider's discovery document if undefined. */
  jwksUri?: string;
  algorithms: string[];
  /** In seconds. */
  clockTolerance: number;
}

/**
 * Reads what a token has to fulfil.
 *
 * @throws InputError that names the key
 */
export function readVerificationRules(config: Config): VerificationRules {
  return {
    issuer: readIssuer(config),
    audience: readAudience(config),
    jwksUri: readUrl(config, 'jwksUri'),
    algorithms: readAlgorithms(config),
    clockTolerance: readClockTolerance(config),
  };
}

function readIssuer(config: Config): string {
  // Compared as a string, exactly as it was written (OpenID Connect Core 1.0, section 3.1.3.7).
  if (!readUrl(config, 'issuer')) {
    throw new InputError(
      `${CONFIG_PATH}.issuer is missing. Its value stands under "issuer" in your provider's document at <issuer>/.well-known/openid-configuration; without it no token can be verified. An empty block is for development only: auth.environment has to be development and NODE_ENV not production.`,
    );
  }
  return config.getString('issuer');
}

function readAudience(config: Config): string[] {
  const audience = config.getOptional('audience');
  const values = Array.isArray(audience)
    ? config.getStringArray('audience')
    : [config.getOptionalString('audience') ?? ''];
  if (values.length === 0 || values.includes('')) {
    throw new InputError(
      `${CONFIG_PATH}.audience is missing. Its value is the client id under which oauth2-proxy is known to your provider; without it, tokens that were made for any other application would be accepted.`,
    );
  }
  return values;
}

function readUrl(config: Config, key: string): string | undefined {
  const value = config.getOptionalString(key);
  if (value !== undefined && !/^https?:$/.test(protocolOf(value))) {
    throw new InputError(
      `${CONFIG_PATH}.${key} has to be an http or https URL.`,
    );
  }
  return value;
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}

function readAlgorithms(config: Config): string[] {
  const algorithms = config.getOptionalStringArray('algorithms');
  const wrong = algorithms?.find(name => !ASYMMETRIC_ALGORITHMS.includes(name));
  if (wrong || algorithms?.length === 0) {
    throw new InputError(
      `${CONFIG_PATH}.algorithms has to list asymmetric algorithms${
        wrong ? `, and '${wrong}' is none of them` : ''
      }. Possible are ${ASYMMETRIC_ALGORITHMS.join(', ')}.`,
    );
  }
  return algorithms ?? ASYMMETRIC_ALGORITHMS;
}

function readClockTolerance(config: Config): number {
  if (!config.has('clockTolerance')) {
    return 10;
  }
  const seconds = readSeconds(config, 'clockTolerance');
  if (!(seconds >= 0 && seconds <= MAX_CLOCK_TOLERANCE_SECONDS)) {
    throw new InputError(
      `${CONFIG_PATH}.clockTolerance has to be between 0 and ${MAX_CLOCK_TOLERANCE_SECONDS} seconds.`,
    );
  }
  return seconds;
}

function readSeconds(config: Config, key: string): number {
  try {
    return (
      durationToMilliseconds(readDurationFromConfig(config, { key })) / 1000
    );
  } catch {
    throw new InputError(
      `${CONFIG_PATH}.${key} has to be a duration such as '30s' or { seconds: 30 }.`,
    );
  }
}
