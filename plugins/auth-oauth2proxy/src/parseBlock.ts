import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';
import { CONFIG_PATH } from './configPath';
import { quote } from './quote';

/**
 * Checks the provider's block.
 *
 * @throws InputError that names each wrong key and quotes its value
 */
export function parseBlock<T extends z.ZodTypeAny>(
  schema: T,
  block: object,
): z.output<T> {
  const result = schema.safeParse(block);
  if (!result.success) {
    throw new InputError(
      result.error.issues.map(issue => describe(issue, block)).join('\n'),
    );
  }
  return result.data;
}

function describe(issue: z.ZodIssue, block: object): string {
  let key = CONFIG_PATH;
  let value: unknown = block;
  for (const part of issue.path) {
    // The parts of a comma-separated text have no keys of their own.
    if (typeof value === 'object' && value !== null) {
      value = Reflect.get(value, part);
      key += typeof part === 'number' ? `[${part}]` : `.${part}`;
    }
  }
  if (issue.code === 'unrecognized_keys') {
    return `${key}.${issue.keys[0]} is not a key of this provider. ${issue.message}`;
  }
  return `${key} is ${
    value === undefined ? 'missing' : quoteWithoutPassword(value)
  }. ${issue.message}`;
}

/** A URL may hold a password by mistake. */
function quoteWithoutPassword(value: unknown): string {
  return quote(value).replace(/:\/\/.*@/, '://…@');
}
