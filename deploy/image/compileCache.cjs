const { enableCompileCache, getCompileCacheDir } = require('node:module');
const { readdirSync, rmSync, symlinkSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/*
 * Node takes what V8 compiled when the image was built, instead of compiling it again.
 *
 * It looks for that in a folder that is named after its version, the user, and what the processor can do. The last two are often
 * others than at build time, while what V8 compiled is good for all; V8 itself refuses what is not. So the folder that Node makes
 * becomes a link to the one in the image.
 */
const COMPILED = join(__dirname, 'compile-cache');

const [compiled] = readdirSync(COMPILED);
if (compiled) {
  enableCompileCache(join(tmpdir(), 'compile-cache'));
  const folder = getCompileCacheDir();
  if (folder) {
    rmSync(folder, { recursive: true });
    symlinkSync(join(COMPILED, compiled), folder);
  }
}
