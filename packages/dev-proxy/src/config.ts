import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { LOOPBACK_HOSTS } from './paths';
import { readProviderConfig } from './providerConfig';
import { readUpstreams } from './upstreams';

/** The settings of the stand-in, all of them taken from the configuration of app and backend. */
export interface DevProxyConfig {
  title: string;
  /** The origin in the browser. */
  origin: string;
  port: number;
  /** Origin of the app's dev server. */
  app: string;
  /** Origin of the backend. */
  backend: string;
  issuer: string;
  audience: string;
  /** The header that carries the ID token to the backend. */
  header: string;
}

/** @throws Error that names the key and quotes the value */
export function readDevProxyConfig(config: Config): DevProxyConfig {
  const { origin, port } = readOrigin(config);
  return {
    title: config.getOptionalString('app.title') ?? 'Backstage',
    origin,
    port,
    ...readUpstreams(config, port),
    ...readProviderConfig(config, origin),
  };
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
      `backend.baseUrl is ${backend}, but app and backend share one origin. Set it to ${origin}, the value of app.baseUrl.`,
    );
  }
  return { origin, port: Number(url.port || 80) };
}

function isOrigin(value: string, origin: string): boolean {
  return value === origin || value === `${origin}/`;
}
