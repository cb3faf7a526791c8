import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Hosts that a server listens on to be reached at every address of the machine. */
const ANY_HOST: Record<string, string> = {
  '': 'localhost',
  '0.0.0.0': '127.0.0.1',
  '::': '::1',
};

/** Reads where app and backend listen. */
export function readUpstreams(
  config: Config,
  ownPort: number,
): { app: string; backend: string } {
  const ports = new Map([[ownPort, 'app.baseUrl']]);
  const read = (section: string) => {
    const { host, port } = readListen(config, section);
    const other = ports.get(port);
    if (other) {
      throw new InputError(
        `${section}.listen uses port ${port}, and so does ${other}. The proxy, the app and the backend each need a port of their own.`,
      );
    }
    ports.set(port, `${section}.listen`);
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  };
  return { app: read('app'), backend: read('backend') };
}

function readListen(config: Config, section: string) {
  if (config.getOptional(`${section}.https`)) {
    throw new InputError(
      `${section}.https is set, but the stand-in proxy speaks plain HTTP to app and backend. Remove it.`,
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
    throw new InputError(`${key} has the port ${port}, which does not exist.`);
  }
  return { host: ANY_HOST[host] ?? host, port };
}

/** As in Backstage, which takes `7007`, `:7007` and `localhost:7007`. */
function parseListen(key: string, value: string) {
  const [, host, port] = value.match(/^(?:([^:]*):)?(\d+)$/) ?? [];
  if (port === undefined) {
    throw new InputError(
      `${key} is ${value}. Write <port>, <host>:<port>, or host and port as keys of their own.`,
    );
  }
  return { host: host ?? '', port: Number(port) };
}
