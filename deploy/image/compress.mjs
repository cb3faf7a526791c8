import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

/*
 * Compresses the app in advance.
 *
 * Usage: node compress.mjs <folder with the built app> <target folder>
 *
 * Otherwise, the backend would compress each file for every request, with a faster but weaker method. The best compression takes
 * twenty times as long, so only files that every visit loads get it.
 */
const [source, target] = process.argv.slice(2);

const compress = promisify(brotliCompress);
const index = await readFile(join(source, 'index.html'), 'utf8');

const files = await Array.fromAsync(
  glob('static/**/*.{js,css,svg}', { cwd: source }),
);
// Node does the work in threads, on all cores.
await Promise.all(files.map(compressFile));

async function compressFile(path) {
  const content = await readFile(join(source, path));
  const compressed = await compress(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: index.includes(path) ? 11 : 9,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  const file = join(target, `${path}.br`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, compressed);
}
