import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { PROVIDER_PREFIX } from './paths';

/** What the stand-in needs to know, all of it from the configuration of app and backend. */
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

const PROVIDER = 'auth.providers.oauth2proxy';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** @throws InputError that names the key */
export function readDevProxyConfig(config: Config): DevProxyConfig {
  const base = new URL(config.getString('app.baseUrl'));
  if (!LOOPBACK.includes(base.hostname) || base.protocol !== 'http:') {
    throw new InputError(
      `app.baseUrl is ${base.origin}, but the stand-in proxy only serves this machine, at http://localhost:<port>.`,
    );
  }
  return {
    title: config.getOptionalString('app.title') ?? 'Backstage',
    origin: base.origin,
    port: Number(base.port || 80),
    app: readUpstream(config, 'app.listen'),
    backend: readUpstream(config, 'backend.listen'),
    issuer: readIssuer(config, base.origin),
    audience: [config.get<string | string[]>(`${PROVIDER}.audience`)].flat()[0],
    header:
      config.getOptionalString(`${PROVIDER}.header`) ??
      'X-OAUTH2-PROXY-ID-TOKEN',
  };
}

function readUpstream(config: Config, key: string): string {
  const host = config.getOptionalString(`${key}.host`) ?? 'localhost';
  return `http://${host}:${config.getNumber(`${key}.port`)}`;
}

function readIssuer(config: Config, origin: string): string {
  const expected = `${origin}${PROVIDER_PREFIX}`;
  const issuer = config.getString(`${PROVIDER}.issuer`);
  if (issuer !== expected) {
    throw new InputError(
      `${PROVIDER}.issuer is ${issuer}, but with app.baseUrl ${origin} the stand-in provider is ${expected}.`,
    );
  }
  return issuer;
}
