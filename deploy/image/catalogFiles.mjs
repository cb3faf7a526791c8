import { ConfigSources } from '@backstage/config-loader';
import { cp, glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/*
 * Copies configuration files, and the catalog files that they refer to.
 *
 * Usage: node catalogFiles.mjs <target folder> <app-config file>...
 *
 * Each catalog file is copied with its folder, because locations and templates refer to files next to them.
 */
const [target, ...configFiles] = process.argv.slice(2);

const config = await ConfigSources.toConfig(
  ConfigSources.default({
    watch: false,
    argv: configFiles.flatMap(file => ['--config', file]),
  }),
);
const locations = config.getOptionalConfigArray('catalog.locations') ?? [];
const patterns = locations
  .filter(location => location.getString('type') === 'file')
  // Relative to packages/backend, where the backend runs.
  .map(location => join('packages/backend', location.getString('target')))
  .filter(path => !path.startsWith('..'));
const catalogFiles = await Array.fromAsync(glob(patterns));

const paths = catalogFiles.map(file =>
  dirname(file) === '.' ? file : dirname(file),
);
for (const path of new Set([...configFiles, ...paths])) {
  await cp(path, join(target, path), { recursive: true });
}
