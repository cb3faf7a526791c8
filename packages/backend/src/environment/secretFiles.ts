import { InputError } from '@backstage/errors';
import { readFileSync } from 'fs';

/** Variables that `<name>_FILE` can replace, as with Docker and Kubernetes secrets. */
const SECRETS = ['POSTGRES_PASSWORD', 'CACHE_URL', 'CACHE_PASSWORD'];

/** Sets the variables whose `<name>_FILE` names a file to its content, without the last line break. */
export function readSecretFiles(env: NodeJS.ProcessEnv) {
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`];
    if (file && env[name]) {
      throw new InputError(
        `${name} and ${name}_FILE are both set. Remove one of them.`,
      );
    }
    if (file) {
      env[name] = readSecret(`${name}_FILE`, file);
    }
  }
}

function readSecret(variable: string, file: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new InputError(
      `${variable} names "${file}", which cannot be read: ${
        (error as NodeJS.ErrnoException).code
      }`,
    );
  }
  if (!content.trim()) {
    throw new InputError(`${variable} names "${file}", which is empty.`);
  }
  return content;
}
