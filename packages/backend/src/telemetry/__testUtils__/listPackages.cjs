const { writeSync } = require('node:fs');
const { registerHooks } = require('node:module');

/*
 * Writes the names of OpenTelemetry's packages that a process has loaded, by require() or import, to its file descriptor 3 when it ends:
 * node --require=listPackages.cjs ...
 */
const names = new Set();

registerHooks({
  load(url, context, next) {
    const [, name] = url.match(/node_modules\/@opentelemetry\/([^/]+)/) ?? [];
    names.add(name);
    return next(url, context);
  },
});

process.on('exit', () => writeSync(3, [...names].filter(Boolean).join(' ')));
