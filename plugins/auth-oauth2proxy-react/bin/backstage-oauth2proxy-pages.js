#!/usr/bin/env node
const { copyFileSync, existsSync, readdirSync } = require('node:fs');
const { join, resolve } = require('node:path');

/**
 * Copies the pages of the sign-in pop-up and of signing out to an app's folder for static files: `public`, or the argument.
 * Keeps files that exist, because they may have been changed.
 */
const source = join(__dirname, '..', 'static');
const [target = 'public'] = process.argv.slice(2);

if (!existsSync(target)) {
  console.error(
    `There is no folder ${resolve(
      target,
    )}. Run this in the app's package, or pass the app's folder for static files.`,
  );
  process.exit(1);
}
for (const name of readdirSync(source)) {
  const path = join(target, name);
  if (existsSync(path)) {
    console.log(`${path} exists and was not changed`);
  } else {
    copyFileSync(join(source, name), path);
    console.log(`${path} was created`);
  }
}
