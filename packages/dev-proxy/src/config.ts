import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { DEFAULT_SESSION_COOKIE } from './cookies';
import { LOOPBACK_HOSTS } from './paths';
import { readProviderConfig } from './providerConfig';

/** Hosts that mean all of the machine's addresses, each with an address to connect to. */
const ANY_HOST: Record<string, string> = {
  '': 'localhost',
  '0.0.0.0': '127.0.0.1',
  '::': '::1',
};

/** oauth2-proxy's default for `proxy_prefix`. */
const DEFAULT_PREFIX = '/oauth2';

/** Command line options that take precedence over the portal's configuration. */
export interface DevProxyOptions {
  app?: string;
  backend?: string;
  prefix?: string;
  'cookie-name'?: string;
}

/** The stand-in's settings. */
export interface DevProxyConfig {
  title: string;
  /** The origin in the browser. */
  origin: string;
  port: number;
  /** Origin of the app's dev server. */
  app: string;
  /** The backend's origin. */
  backend: string;
  issuer: string;
  audience: string;
  /** The header that carries the ID token to the backend. */
  header: string;
  /** The path of the proxy's endpoints; oauth2-proxy calls it `proxy_prefix`. */
  prefix: string;
  /** The name of the session cookie. */
  cookieName: string;
}

/**
 * Reads the settings from the app's and the backend's configuration.
 *
 * @throws Error that names the key or option and quotes the value
 */
export function readDevProxyConfig(
  config: Config,
  options: DevProxyOptions = {},
): DevProxyConfig {
  const { origin, port } = readOrigin(config);
  return {
    title: config.getOptionalString('app.title') ?? 'Backstage',
    origin,
    port,
    ...readUpstreams(config, port, options),
    ...readProviderConfig(config, origin),
    prefix: readPrefix(config, options),
    cookieName: readCookieName(options),
  };
}

function readPrefix(config: Config, options: DevProxyOptions): string {
  const prefix =
    options.prefix ??
    config.getOptionalString('app.auth.proxyPrefix') ??
    DEFAULT_PREFIX;
  if (!/^(\/[\w-]+)+$/.test(prefix)) {
    throw new InputError(
      `${
        options.prefix === undefined ? 'app.auth.proxyPrefix' : '--prefix'
      } is ${prefix}, but oauth2-proxy's paths start with a path such as ${DEFAULT_PREFIX}.`,
    );
  }
  return prefix;
}

function readCookieName(options: DevProxyOptions): string {
  const name = options['cookie-name'] ?? DEFAULT_SESSION_COOKIE;
  if (!/^[\w-]+$/.test(name)) {
    throw new InputError(
      `--cookie-name is ${name}. Use letters, digits, hyphens and underscores.`,
    );
  }
  return name;
}

function readOrigin(config: Config): { origin: string; port: number } {
  const baseUrl = config.getString('app.baseUrl');
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url?.protocol !== 'http:' || !LOOPBACK_HOSTS.includes(url.hostname)) {
    throw new InputError(
      `app.baseUrl is ${baseUrl}, but the stand-in proxy only serves this machine, at http://localhost:<port>.`,
    );
  }
  const { origin } = url;
  if (!isOrigin(baseUrl, origin)) {
    throw new InputError(
      `app.baseUrl is ${baseUrl}, but the stand-in proxy serves the portal at the root of an origin. Set it to ${origin}.`,
    );
  }
  const backend = config.getString('backend.baseUrl');
  if (!isOrigin(backend, origin)) {
    throw new InputError(
      `backend.baseUrl is ${backend}, but the app and the backend share one origin. Set it to ${origin}, the value of app.baseUrl.`,
    );
  }
  return { origin, port: Number(url.port || 80) };
}

function isOrigin(value: string, origin: string): boolean {
  return value === origin || value === `${origin}/`;
}

/** Reads where the app and the backend listen. */
function readUpstreams(
  config: Config,
  ownPort: number,
  options: DevProxyOptions,
): { app: string; backend: string } {
  const ports = new Map([[ownPort, 'app.baseUrl']]);
  const read = (section: 'app' | 'backend') => {
    const option = options[section];
    const key = option === undefined ? `${section}.listen` : `--${section}`;
    const { host, port } =
      option === undefined
        ? readListen(config, section)
        : parseUpstream(key, option);
    const other = ports.get(port);
    if (other) {
      throw new InputError(
        `${key} uses port ${port}, and so does ${other}. The proxy, the app and the backend each need their own port.`,
      );
    }
    ports.set(port, key);
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  };
  return { app: read('app'), backend: read('backend') };
}

function parseUpstream(key: string, value: string) {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' || !isOrigin(value, url.origin)) {
    throw new InputError(
      `${key} is ${value}. Give an origin such as http://localhost:3001.`,
    );
  }
  return {
    host: url.hostname.replace(/[[\]]/g, ''),
    port: Number(url.port || 80),
  };
}

function readListen(config: Config, section: string) {
  if (config.getOptional(`${section}.https`)) {
    throw new InputError(
      `${section}.https is set, but the stand-in proxy speaks plain HTTP to the app and the backend. Remove it.`,
    );
  }
  const key = `${section}.listen`;
  const listen = config.getOptional(key);
  const { host, port } =
    typeof listen === 'string'
      ? parseListen(key, listen)
      : {
          host: config.getOptionalString(`${key}.host`) ?? '',
          port: config.getNumber(`${key}.port`),
        };
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError(
      `${key} has the port ${port}, which is not a valid port.`,
    );
  }
  return { host: ANY_HOST[host] ?? host, port };
}

/** Accepts the same formats as Backstage: `7007`, `:7007` and `localhost:7007`. */
function parseListen(key: string, value: string) {
  const [, host, port] = value.match(/^(?:([^:]*):)?(\d+)$/) ?? [];
  if (port === undefined) {
    throw new InputError(
      `${key} is ${value}. Write <port>, <host>:<port>, or set host and port as separate keys.`,
    );
  }
  return { host: host ?? '', port: Number(port) };
}
