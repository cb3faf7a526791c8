const { existsSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { isMainThread } = require('node:worker_threads');

/**
 * Preloaded by `dev.mjs` into the backend and the stand-in proxy. If a package's first process fails, it stops all processes, because the others
 * would silently wait for it. Code changes start the later processes, so another change can fix their failures.
 */
const { DEV_PID, DEV_FOLDER } = process.env;
const started = join(DEV_FOLDER, basename(process.cwd()));

// Node preloads this into worker threads, too.
if (isMainThread && !existsSync(started)) {
  writeFileSync(started, '');

  let reason = '';
  const write = process.stderr.write;
  process.stderr.write = function remember(chunk, ...args) {
    reason = String(chunk).trim() || reason;
    return write.call(this, chunk, ...args);
  };
  process.on('uncaughtExceptionMonitor', error => {
    reason = error?.message ?? String(error);
  });
  process.on('exit', code => {
    if (code > 0) {
      writeFileSync(join(DEV_FOLDER, 'failure'), reason);
      process.kill(Number(DEV_PID), 'SIGTERM');
    }
  });
}
