import { HostDiscovery } from '@backstage/backend-defaults/discovery';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { once } from 'events';
import { createServer, RequestListener } from 'http';
import { AddressInfo } from 'net';

/**
 * A loopback port for what plugins ask each other. It stays open while the last requests of the public port are answered, and long polls
 * of the backend to itself do not delay its end.
 */
export class InternalServer {
  readonly #server = createServer();
  readonly #listening = once(this.#server, 'listening');

  async start(listener: RequestListener): Promise<void> {
    this.#server.on('request', listener).listen(0, '127.0.0.1');
    await this.#listening;
  }

  /** Resolves once the server has started. */
  async url(): Promise<string> {
    await this.#listening;
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Leads plugins that ask each other to the internal server, unless `discovery.endpoints` says otherwise. */
export function createDiscovery(internalServer: InternalServer) {
  return createServiceFactory({
    service: coreServices.discovery,
    deps: { config: coreServices.rootConfig, logger: coreServices.logger },
    async factory({ config, logger }) {
      const internal = `${await internalServer.url()}/api/{{pluginId}}`;
      return HostDiscovery.fromConfig(config, {
        logger,
        defaultEndpoints: [{ target: { internal }, plugins: ['*'] }],
      });
    },
  });
}
