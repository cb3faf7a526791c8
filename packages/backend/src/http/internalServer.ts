import { HostDiscovery } from '@backstage/backend-defaults/discovery';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { once } from 'events';
import { createServer, RequestListener } from 'http';
import { AddressInfo } from 'net';
import { keepIdleConnections } from './keepIdleConnections';

/**
 * A loopback port for requests between plugins. It stays open while the public port answers its last requests, and the backend's long
 * polls to itself do not delay its shutdown.
 */
export class InternalServer {
  readonly #server = keepIdleConnections(createServer());
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

/** Sends requests between plugins to the internal server, unless `discovery.endpoints` says otherwise. */
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
