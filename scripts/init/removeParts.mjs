import {
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { anchorsOf } from '../lib/anchors.mjs';
import { listFiles } from '../lib/git.mjs';
import { changeManifest, changeText } from './files.mjs';
import { removeBlocks } from './markers.mjs';
import { PARTS } from './parts.mjs';

/** Lists the parts. */
const GUIDE = 'docs/make-it-yours.md';

/**
 * Removes parts from a clone.
 *
 * @param {string} root - the clone's folder
 * @param {string[]} names - names of parts
 * @returns {string[]} what could not be removed, because its text was changed: one line for each
 */
export function removeParts(root, names) {
  const parts = names.map(name => PARTS[name]);
  parts
    .flatMap(({ files = [] }) => files)
    .forEach(file =>
      rmSync(join(root, file), { recursive: true, force: true }),
    );
  changeText(root, text => removeBlocks(text, names));
  removeFromPackages(root, parts);
  names.forEach(name => removeRow(root, GUIDE, `| \`${name}\` `));
  const leftovers = parts.flatMap(({ rows = {}, edits = {} }) => [
    ...each(rows).filter(([file, start]) => !removeRow(root, file, start)),
    ...each(edits).filter(([file, edit]) => !replaceIn(root, file, edit)),
  ]);
  removePages(root);
  removeLinks(root);
  return leftovers.map(([file, text]) => `${file}: ${[text].flat()[0]}`);
}

/** Pairs each file with each of its entries. */
function each(texts) {
  return Object.entries(texts).flatMap(([file, list]) =>
    list.map(text => [file, text]),
  );
}

function removeFromPackages(root, parts) {
  const files = listFiles(root).filter(file =>
    /^(?:[\w-]+\/){0,2}package\.json$/.test(file),
  );
  for (const file of files) {
    changeManifest(root, file, manifest => {
      for (const { scripts = [], dependencies = {} } of parts) {
        if (file === 'package.json') {
          scripts.forEach(name => delete manifest.scripts[name]);
        }
        for (const name of dependencies[dirname(file)] ?? []) {
          delete manifest.dependencies?.[name];
          delete manifest.devDependencies?.[name];
        }
      }
    });
  }
}

/** Removes the table row or list item of a file that begins with a text. Returns whether the file had it. */
function removeRow(root, file, start) {
  const path = join(root, file);
  if (!existsSync(path)) {
    return true;
  }
  const lines = readFileSync(path, 'utf8').split('\n');
  const first = lines.findIndex(line => line.startsWith(start));
  if (first < 0) {
    return false;
  }
  const rest = lines.slice(first + 1);
  const end = rest.findIndex(line => !/^ +\S/.test(line));
  lines.splice(first, 1 + (end < 0 ? rest.length : end));
  writeFileSync(path, lines.join('\n'));
  return true;
}

/** Returns whether the text was found. A file that belongs to another removed part needs no change. */
function replaceIn(root, file, [from, to]) {
  const path = join(root, file);
  if (!existsSync(path)) {
    return true;
  }
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  return text.includes(from);
}

/** Removes pages that no longer exist from the documentation's navigation. */
function removePages(root) {
  const path = join(root, 'mkdocs.yml');
  const lines = readFileSync(path, 'utf8').split('\n');
  const isThere = line => {
    const page = line.match(/^ +- (?:.+: )?(\S+\.md)$/)?.[1];
    return !page || existsSync(join(root, 'docs', page));
  };
  writeFileSync(path, lines.filter(isThere).join('\n'));
}

/** Replaces Markdown links to files and headings that no longer exist with their text. */
function removeLinks(root) {
  changeText(
    root,
    (text, file) =>
      text.replace(
        /\[([^\]]+)\]\(((?!https?:|mailto:)[^)\s]+)\)/g,
        (link, label, target) => (hasTarget(root, file, target) ? link : label),
      ),
    file => file.endsWith('.md') && !file.includes('/content/'),
  );
}

function hasTarget(root, file, target) {
  const [path, anchor] = target.split('#');
  const full = join(root, path ? posix.join(posix.dirname(file), path) : file);
  if (!existsSync(full)) {
    return false;
  }
  return (
    !anchor ||
    statSync(full).isDirectory() ||
    !full.endsWith('.md') ||
    anchorsOf(readFileSync(full, 'utf8')).includes(anchor)
  );
}
