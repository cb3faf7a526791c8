import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from '../../../scripts/lib/command.mjs';
import { kustomize } from '../../../scripts/lib/kubernetes.mjs';

const folder = join(root, 'deploy/kubernetes');
const build = await kustomize();

const [, table] = readFileSync(join(root, 'docs/kubernetes.md'), 'utf8').match(
  /^\| components .*?\n(.*?)\n\n/ms,
);

/** The combinations of components in the table of docs/kubernetes.md. */
export const combinations = [...table.matchAll(/^\| (`.+?`) +\|/gm)].map(
  ([, cell]) => cell.match(/[a-z-]+/g),
);

export const base = build(join(folder, 'base'));

/** Builds a copy of the example with other components. */
export function buildOverlay(
  components,
  change = kustomization => kustomization,
) {
  const example = parse(
    readFileSync(join(folder, 'overlays/example/kustomization.yaml'), 'utf8'),
  );
  // The real path, because kustomize resolves symbolic links before relative paths.
  const overlay = mkdtempSync(join(realpathSync(tmpdir()), 'overlay-'));
  const path = (...names) => relative(overlay, join(folder, ...names));
  const kustomization = {
    ...example,
    resources: [path('base')],
    components: components.map(name => path('components', name)),
  };
  writeFileSync(
    join(overlay, 'kustomization.yaml'),
    stringify(change(kustomization)),
  );
  try {
    return build(overlay);
  } finally {
    rmSync(overlay, { recursive: true });
  }
}

/** Returns a ConfigMap's data. Its name may end with a hash. */
export function configMap(objects, name) {
  return objects.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' &&
      metadata.name.replace(/-[a-z0-9]{10}$/, '') === name,
  ).data;
}
