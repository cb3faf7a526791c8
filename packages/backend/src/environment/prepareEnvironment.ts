import { readCacheUrl } from './cacheUrl';
import { readPublicUrl } from './publicUrl';
import { readSecretFiles } from './secretFiles';

/**
 * Checks and completes the variables of a deployment. Call it before the configuration is read. A file cannot have `backend.cache` under
 * a condition, so this adds it as a variable, as Backstage reads configuration from `APP_CONFIG_…`.
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
}

/** A line that is left blank in .env means the same as no line. */
function removeBlank(env: NodeJS.ProcessEnv) {
  for (const [name, value] of Object.entries(env)) {
    if (!value?.trim()) {
      delete env[name];
    }
  }
}
