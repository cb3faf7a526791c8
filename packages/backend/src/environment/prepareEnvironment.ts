import { InputError } from '@backstage/errors';
import { readFileSync } from 'fs';
import { readCacheUrl } from './cacheUrl';
import { readCiAccess } from './ciAccess';
import { readPublicUrl } from './publicUrl';

/** Variables that `<name>_FILE` can replace, as with Docker and Kubernetes secrets. */
const SECRETS = [
  'POSTGRES_PASSWORD',
  'CACHE_URL',
  'CACHE_PASSWORD',
  'CI_TOKEN',
];

/**
 * Checks and completes a deployment's variables. Call it before the configuration is read. Configuration files cannot set
 * `backend.cache` or `backend.auth.externalAccess` conditionally, so this sets the `APP_CONFIG_…` variables that Backstage reads for them.
 *
 * @throws InputError that names the variable, and quotes its value unless that is secret
 */
export function prepareEnvironment(env: NodeJS.ProcessEnv) {
  removeBlank(env);
  readSecretFiles(env);
  if (env.PUBLIC_URL) {
    env.PUBLIC_URL = readPublicUrl(env.PUBLIC_URL);
  }
  const connection = readCacheUrl(env);
  if (connection) {
    env.APP_CONFIG_backend_cache = JSON.stringify({
      store: 'valkey',
      connection,
      // deploy/valkey/start.sh grants access to keys with this prefix.
      valkey: { client: { keyPrefix: 'backstage-' } },
    });
  }
  if (env.CI_TOKEN) {
    env.APP_CONFIG_backend_auth_externalAccess = JSON.stringify([
      readCiAccess(env.CI_TOKEN),
    ]);
  }
}

/** A blank value in .env means the same as no value. */
function removeBlank(env: NodeJS.ProcessEnv) {
  for (const [name, value] of Object.entries(env)) {
    if (!value?.trim()) {
      delete env[name];
    }
  }
}

/** Sets the variables that have a `<name>_FILE` to that file's content, without the last line break. */
function readSecretFiles(env: NodeJS.ProcessEnv) {
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
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `${variable} is "${file}", a file that cannot be read: ${code}`,
    );
  }
  if (!content.trim()) {
    throw new InputError(`${variable} is "${file}", a file that is empty.`);
  }
  return content;
}
