import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD } from '../lib/templateRecord.mjs';
import { slugOf } from './answers.mjs';
import { changeManifest, changeText } from './files.mjs';

/** The template's name in each spelling, except in the name of the record. */
const TEMPLATE = RECORD.replace(/\.(?:json)?/g, '');
const TEMPLATE_NAME = new RegExp(
  `(?<!\\.)${TEMPLATE}|${TEMPLATE}(?!\\.json)`,
  'gi',
);

/** Gives a clone of the template the names in the answers. */
export function rename(root, { name, organization, scope }) {
  changeText(root, text =>
    text.replace(TEMPLATE_NAME, found => inStyleOf(found, name)),
  );
  setInFile(
    root,
    'app-config.yaml',
    /(?<=^organization:\n {2}name: ).*$/m,
    () => yamlText(organization),
  );
  changeManifest(root, 'package.json', manifest => {
    manifest.version = '0.1.0';
    manifest.backstage.cli.new.globals.namePrefix = `${scope}/`;
  });
}

/** Returns a name in the style of the template's: `acme-portal`, `Acme Portal` or `ACME_PORTAL`. */
function inStyleOf(found, name) {
  const slug = slugOf(name);
  if (found === found.toLowerCase()) {
    return slug;
  }
  return found === found.toUpperCase()
    ? slug.toUpperCase().replaceAll('-', '_')
    : name;
}

function setInFile(root, file, pattern, value) {
  const path = join(root, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(pattern, value));
}

/** Quotes text only if YAML needs it. */
function yamlText(text) {
  return /^\p{L}[\p{L}\p{N} ._-]*$/u.test(text) ? text : JSON.stringify(text);
}
