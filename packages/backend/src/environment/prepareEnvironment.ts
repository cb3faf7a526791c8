import { readCacheUrl } from './cacheUrl';
import { readPublicUrl } from './publicUrl';
import { readSecretFiles } from './secretFiles';

/**
 * Checks and completes the variables that app-config.production.yaml refers to. Call it before the configuration is read.
 *
 * @throws InputError that names the variable, and quotes its value unless that is secret
 */
export function prepareEnvironment(env: NodeJS.ProcessEnv) {
  removeBlank(env);
  readSecretFiles(env);
  if (env.PUBLIC_URL) {
    env.PUBLIC_URL = readPublicUrl(env.PUBLIC_URL);
  }
  const cacheUrl = readCacheUrl(env);
  if (cacheUrl) {
    env.CACHE_URL = cacheUrl;
    // A configuration key whose variable is not set does not exist, so the cache is in memory without it.
    env.CACHE_STORE = 'valkey';
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
