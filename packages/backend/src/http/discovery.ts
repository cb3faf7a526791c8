import { HostDiscovery } from '@backstage/backend-defaults/discovery';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { InternalServer } from './internalServer';

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
