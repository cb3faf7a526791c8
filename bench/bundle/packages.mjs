import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TraceMap, decodedMappings } from '@jridgewell/trace-mapping';

/** Code that the bundler wrote: what finds and runs the modules. */
const BUNDLER = 'bundler';

/**
 * What each npm package has in the files.
 *
 * @param {string} appDist
 * @param {import('./initialFiles.mjs').BuiltFile[]} files
 * @returns {Promise<{ name: string, bytes: number, gzip: number }[]>} the heaviest first
 */
export async function weighPackages(appDist, files) {
  const total = new Map();
  for (const file of files) {
    const map = JSON.parse(
      await readFile(join(appDist, `${file.path}.map`), 'utf8'),
    );
    const codes = codeByPackage(file.content.toString(), map);
    for (const { name, bytes, gzip } of shares(codes, file.gzip)) {
      const sum = total.get(name) ?? { name, bytes: 0, gzip: 0 };
      sum.bytes += bytes;
      sum.gzip += gzip;
      total.set(name, sum);
    }
  }
  return [...total.values()].sort((a, b) => b.gzip - a.gzip);
}

/**
 * Cuts generated code at its mappings, and gives each piece to the package that it came from.
 *
 * @returns {Map<string, string>} package to code
 */
export function codeByPackage(code, map) {
  const trace = new TraceMap(map);
  const names = trace.sources.map(packageOf);
  const mappings = decodedMappings(trace);
  const pieces = new Map();
  const give = (name, piece) => {
    const list = pieces.get(name);
    if (list) {
      list.push(piece);
    } else {
      pieces.set(name, [piece]);
    }
  };
  code.split('\n').forEach((text, line) => {
    const segments = mappings[line] ?? [];
    give(BUNDLER, text.slice(0, segments[0]?.[0]));
    segments.forEach(([column, source], index) => {
      const piece = text.slice(column, segments[index + 1]?.[0]);
      give(names[source] ?? BUNDLER, piece);
    });
  });
  return new Map([...pieces].map(([name, list]) => [name, list.join('')]));
}

/** Each package's code compressed alone, in proportion, so that together they make the compressed file. */
function shares(codes, gzip) {
  const alone = [...codes].map(([name, code]) => ({
    name,
    bytes: Buffer.byteLength(code),
    alone: gzipSync(code, { level: 9 }).length,
  }));
  const sum = alone.reduce((total, share) => total + share.alone, 0);
  return alone.map(share => ({
    name: share.name,
    bytes: share.bytes,
    gzip: (share.alone / sum) * gzip,
  }));
}

/** A copy that another package has for itself is named apart: it is one too many. */
function packageOf(source) {
  const [, ...inside] = (source ?? '').split('node_modules/');
  if (inside.length > 0) {
    return inside
      .map(path => path.match(/^(?:@[^/]+\/)?[^/]+/)[0])
      .reverse()
      .join(' in ');
  }
  return /\/(?:src|plugins)\//.test(source ?? '') ? 'this repository' : BUNDLER;
}
