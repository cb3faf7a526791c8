const Module = require('node:module');

/*
 * Delays loading the clients for clouds and code hosts until they are used.
 *
 * Usage: node --require=loadOnUse.cjs ...
 *
 * Backstage's packages require them at startup, whether they are configured or not. A name that no package requires has no effect.
 */
const names = [
  '@aws-sdk/client-codecommit',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-sts',
  '@aws-sdk/lib-storage',
  '@azure/storage-blob',
  '@google-cloud/firestore',
  '@isomorphic-git/pgp-plugin',
  '@octokit/auth-app',
  '@trendyol-js/openstack-swift-sdk',
  'archiver',
  'dockerode',
  'google-auth-library',
  'infinispan',
  'isomorphic-git',
  'libsodium-wrappers',
  'node-forge',
  'octokit',
];

const load = Module._load;
Module._load = (name, ...rest) =>
  names.includes(name)
    ? createStandIn(() => load(name, ...rest))
    : load(name, ...rest);

/** Returns a proxy that behaves like the package, and loads it on first use. */
function createStandIn(loadPackage) {
  let loaded;
  const handler = Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).map(operation => [
      operation,
      (_target, ...args) =>
        Reflect[operation]((loaded ??= loadPackage()), ...args),
    ]),
  );
  const { getOwnPropertyDescriptor } = handler;
  // JavaScript doesn't let a proxy show constant properties that its target lacks.
  handler.getOwnPropertyDescriptor = (...args) => {
    const descriptor = getOwnPropertyDescriptor(...args);
    return descriptor && { ...descriptor, configurable: true };
  };
  // A bound function can be called and constructed, and has no constant properties that a proxy would have to show.
  return new Proxy(function target() {}.bind(), handler);
}

exports.names = names;
