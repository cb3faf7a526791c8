import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, JsonValue } from '@backstage/types';
import { z } from 'zod/v3';
import { quote } from './refusals';

export const PROVIDER_ID = 'oauth2proxy';

/** The path of the provider's configuration, for messages that name a key. */
export const CONFIG_PATH = `auth.providers.${PROVIDER_ID}`;

/** Text without line breaks, invisible characters, or leading or trailing spaces. */
const PLAIN_TEXT = /^[^\p{C}\p{Z}]([^\p{C}\p{Zl}\p{Zp}]*[^\p{C}\p{Z}])?$/u;

/** Uses the same message for everything that can be wrong with a value. */
export function withMessage(message: string) {
  return { errorMap: () => ({ message }) };
}

export function text(
  message: string,
  isValid: (value: string) => boolean = () => true,
) {
  return z.custom<string>(
    value =>
      typeof value === 'string' && PLAIN_TEXT.test(value) && isValid(value),
    message,
  );
}

export function isUrl(value: string): boolean {
  if (!/^https?:\/\/\S+$/i.test(value) || !URL.canParse(value)) {
    return false;
  }
  const { username, password } = new URL(value);
  return username === '' && password === '';
}

/** A boolean. Accepts `'true'` and `'false'` too, because environment variables are text. */
export function flag() {
  return z.preprocess(
    value => (value === 'true' || value === 'false' ? value === 'true' : value),
    z.boolean(withMessage('Set it to true or false.')),
  );
}

/** A duration as text or as an object, converted to seconds. */
export function duration(
  message: string,
  { min, max = Infinity }: { min: number; max?: number },
) {
  return z
    .unknown()
    .transform(toSeconds)
    .refine(seconds => seconds >= min && seconds <= max, message);
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

export function list<T extends z.ZodTypeAny>(item: T, message: string) {
  return z.array(item, withMessage(message)).min(1);
}

/** A list that may also be written as comma-separated text. */
export function commaSeparated<T extends z.ZodTypeAny>(schema: T) {
  return z.preprocess(
    value =>
      typeof value === 'string'
        ? value.split(',').map(part => part.trim())
        : value,
    schema,
  );
}

/** Email domains, such as `example.com`, in lower case. */
export function emailDomains() {
  const message =
    "List email domains such as example.com, without '@', '*', commas or spaces.";
  const domain = text(message, value =>
    /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u.test(value),
  );
  return z.array(
    domain.transform(value => value.toLocaleLowerCase('en-US')),
    withMessage(message),
  );
}

/** An object that accepts no other keys. */
export function strictObject<T extends z.ZodRawShape>(shape: T) {
  const keys = Object.keys(shape).join(', ');
  return z
    .object(
      shape,
      withMessage(keys ? `The keys are ${keys}.` : 'There are no keys here.'),
    )
    .strict();
}

/** Checks the provider's block. Throws an InputError that names each wrong key and quotes its value. */
export function parseBlock<T extends z.ZodTypeAny>(
  schema: T,
  block: object,
): z.output<T> {
  const { data, error } = schema.safeParse(block);
  if (error) {
    throw new InputError(
      error.issues.map(issue => describe(issue, block)).join('\n'),
    );
  }
  return data;
}

function describe(issue: z.ZodIssue, block: object): string {
  let key = CONFIG_PATH;
  let value: unknown = block;
  for (const part of issue.path) {
    // Parts of a comma-separated text have no keys.
    if (typeof value === 'object' && value !== null) {
      value = Reflect.get(value, part);
      key += typeof part === 'number' ? `[${part}]` : `.${part}`;
    }
  }
  if (issue.code === 'unrecognized_keys') {
    return `${key}.${issue.keys[0]} is not a key of this provider. ${issue.message}`;
  }
  // A URL may contain a password by mistake.
  const found =
    value === undefined ? 'missing' : quote(value).replace(/:\/\/.*@/, '://…@');
  return `${key} is ${found}. ${issue.message}`;
}
