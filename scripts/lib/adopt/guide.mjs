import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { root } from '../command.mjs';

const GUIDE = join(root, 'docs/adopt.md');
const START = 'Start the portal';

/**
 * @typedef {object} Block - a code block of docs/adopt.md
 * @property {string} section
 * @property {string} language
 * @property {string} code
 * @property {string} text - the paragraph before it
 */

/**
 * Returns the steps that docs/adopt.md describes for an app whose `createApp` is in a package, in order. Sections whose heading names
 * another package are left out.
 *
 * @param {string} appPackage - such as `@backstage/app-defaults`
 * @returns {Block[]}
 */
export function readSteps(appPackage) {
  return readBlocks().filter(
    ({ section }) =>
      section !== START &&
      (!section.includes('`@backstage/') || section.includes(appPackage)),
  );
}

/** Returns the commands that start the portal, each for its own terminal. */
export function readStartCommands() {
  return readBlocks()
    .filter(({ section }) => section === START)
    .map(({ code }) => code);
}

/** @returns {Block[]} */
function readBlocks() {
  const [, ...sections] = readFileSync(GUIDE, 'utf8').split(/^## /m);
  return sections.flatMap(section => {
    const [heading] = section.split('\n');
    const blocks = section.matchAll(/((?:.+\n)+)\n```(\w+)\n([^]*?\n)```$/gm);
    return [...blocks].map(([, text, language, code]) => ({
      section: heading,
      language,
      code,
      text,
    }));
  });
}

/**
 * Changes a portal's file as a block says.
 *
 * @param {string} portal - the portal's folder
 * @param {Block} block - YAML, or a diff without line numbers
 */
export function applyBlock(portal, { language, code, text }) {
  const path = join(portal, fileIn(text));
  const apply = { yaml: mergeYaml, diff: applyDiff }[language];
  writeFileSync(path, apply(readFileSync(path, 'utf8'), code));
}

/** Returns the last file that a paragraph names. */
export function fileIn(text) {
  const names = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name);
  const file = names.findLast(name => /\.\w+$/.test(name));
  if (!file) {
    throw new Error(`No file is named in "${text}"`);
  }
  return file;
}

/** Sets keys, and keeps the other keys and the comments. */
function mergeYaml(file, code) {
  const document = parseDocument(file);
  const merge = (map, path) => {
    for (const { key, value } of map.items) {
      const keys = [...path, key.value];
      if (isMap(value) && isMap(document.getIn(keys))) {
        merge(value, keys);
      } else {
        document.setIn(keys, value);
      }
    }
  };
  merge(parseDocument(code).contents, []);
  return String(document);
}

/**
 * Applies a diff whose hunks are separated by `@@`. The lines that a hunk keeps or removes must occur once in the file.
 *
 * @param {string} file - the file's text
 * @param {string} diff
 */
export function applyDiff(file, diff) {
  return diff.split(/^@@\n/m).reduce((text, hunk) => {
    const lines = hunk.match(/.*\n/g);
    const without = mark =>
      lines
        .filter(line => line[0] !== mark)
        .map(line => line.slice(1) || line)
        .join('');
    const [before, after, ...others] = `\n${text}`.split(`\n${without('+')}`);
    if (after === undefined || others.length > 0) {
      throw new Error(`These lines do not occur exactly once:\n${hunk}`);
    }
    return `${before}\n${without('-')}${after}`.slice(1);
  }, file);
}
