import { readFileSync } from 'node:fs';

/**
 * Returns the variables that let Yarn use a registry in the same way as npm: with the credentials in npm's configuration files, and over
 * plain HTTP if the registry's URL says so.
 *
 * @param {NodeJS.ProcessEnv} npmEnv - the environment in which npm runs programs. It has the files' paths, but no credentials.
 */
export function registryAccess({
  npm_config_registry: registry,
  npm_config_userconfig: userConfig,
  npm_config_globalconfig: globalConfig,
}) {
  if (!registry) {
    return {};
  }
  const { protocol, hostname } = new URL(registry);
  const files = [globalConfig, userConfig].map(readConfig);
  return {
    ...credentialsFor(registry, Object.assign({}, ...files)),
    ...(protocol === 'http:' && { YARN_UNSAFE_HTTP_WHITELIST: hostname }),
  };
}

/** npm looks for credentials under the registry's address, then under the folders above it. */
function credentialsFor(registry, config) {
  const { host, pathname } = new URL(registry);
  const names = pathname.split('/').filter(Boolean);
  while (true) {
    const key = ['', '', host, ...names, ''].join('/');
    const found = credentialsAt(key, config);
    if (found) {
      // Otherwise, Yarn sends them only for packages with a scope.
      return { ...found, YARN_NPM_ALWAYS_AUTH: 'true' };
    }
    if (names.length === 0) {
      return {};
    }
    names.pop();
  }
}

function credentialsAt(key, config) {
  const {
    [`${key}:_authToken`]: token,
    [`${key}:_auth`]: ident,
    [`${key}:username`]: user,
    [`${key}:_password`]: password,
  } = config;
  if (token) {
    return { YARN_NPM_AUTH_TOKEN: token };
  }
  if (ident) {
    return { YARN_NPM_AUTH_IDENT: decode(ident) };
  }
  return user && password
    ? { YARN_NPM_AUTH_IDENT: `${user}:${decode(password)}` }
    : undefined;
}

function decode(base64) {
  return Buffer.from(base64, 'base64').toString();
}

/** Reads an .npmrc file's keys. Like npm, it replaces ${NAME} with that variable. */
function readConfig(file) {
  const lines = readIfPossible(file).split(/\r?\n/);
  return Object.fromEntries(
    lines
      .map(line => line.match(/^\s*([^;#\s][^=]*?)\s*=\s*(["']?)(.*)\2\s*$/))
      .filter(Boolean)
      .map(([, key, , value]) => [
        key,
        value.replace(
          /\$\{(\w+)\}/g,
          (text, name) => process.env[name] ?? text,
        ),
      ]),
  );
}

function readIfPossible(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
