import { z } from 'zod/v3';

/** Answers whatever is wrong with a value with one sentence. */
function says(sentence: string) {
  return { errorMap: () => ({ message: sentence }) };
}

/** Without spaces at its ends, line breaks and invisible characters. */
const PLAIN_TEXT = /^[^\p{C}\p{Z}]([^\p{C}\p{Zl}\p{Zp}]*[^\p{C}\p{Z}])?$/u;

export function text(
  sentence: string,
  isValid: (value: string) => boolean = () => true,
) {
  return z.custom<string>(
    value =>
      typeof value === 'string' && PLAIN_TEXT.test(value) && isValid(value),
    sentence,
  );
}

export function choice<T extends string>(
  values: [T, ...T[]],
  sentence: string,
) {
  return z.enum(values, says(sentence));
}

/** Environment variables can only hold text, so `'true'` and `'false'` count as well. */
export function flag() {
  return z.preprocess(
    value => (value === 'true' || value === 'false' ? value === 'true' : value),
    z.boolean(says('It must be true or false.')),
  );
}

export function list<T extends z.ZodTypeAny>(item: T, sentence: string) {
  return z.array(item, says(sentence)).nonempty();
}

/** A list that may also be written as one comma-separated text. */
export function commaSeparated<T extends z.ZodTypeAny>(schema: T) {
  return z.preprocess(
    value =>
      typeof value === 'string'
        ? value.split(',').map(part => part.trim())
        : value,
    schema,
  );
}

/** Lower-case mail domains, such as `example.com`. */
export function mailDomains() {
  const sentence =
    "It must list plain mail domains such as example.com, without '@', '*', commas and spaces.";
  const domain = text(sentence, value =>
    /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u.test(value),
  );
  return z.array(
    domain.transform(value => value.toLocaleLowerCase('en-US')),
    says(sentence),
  );
}

/** An object that refuses unknown keys. */
export function strictObject<T extends z.ZodRawShape>(shape: T) {
  const keys = Object.keys(shape).join(', ');
  return z
    .object(
      shape,
      says(keys ? `The keys are ${keys}.` : 'There are no keys here.'),
    )
    .strict();
}
