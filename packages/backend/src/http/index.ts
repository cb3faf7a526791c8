import { createDiscovery } from './discovery';
import { InternalServer } from './internalServer';
import { createRootHttpRouter } from './rootHttpRouter';

/** The HTTP server, and how plugins find each other behind it. */
export function createHttpServices() {
  const internalServer = new InternalServer();
  return [
    createRootHttpRouter(internalServer),
    createDiscovery(internalServer),
  ];
}
