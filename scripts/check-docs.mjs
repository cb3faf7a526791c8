import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkCode, programsOf } from './lib/documentCode.mjs';
import { manifest, root } from './lib/command.mjs';
import { anchorsOf } from './lib/anchors.mjs';
import { listFiles } from './lib/git.mjs';

/**
 * Fails if a document refers to something that doesn't exist, if a code block doesn't compile, or if mkdocs.yml lacks
 * a page. Checks all documents, or those given as arguments.
 */
const all = listFiles(root, '-co', '--exclude-standard', '*.md').filter(
  file => !/\/content\/|report(-\w+)?\.api\.md$/.test(file),
);
const documents = process.argv.length > 2 ? process.argv.slice(2) : all;

const workspaces = listFiles(root, '*/package.json')
  .filter(file => !file.includes('/content/'))
  .map(file => JSON.parse(readFileSync(join(root, file), 'utf8')));

const checks = [
  {
    what: 'link',
    isProse: true,
    pattern: /(?:\]\(|^\[[^\]]+\]: )(?!https?:|mailto:)([^)#\s]+)/gm,
    isThere: (target, file) => existsSync(resolve(root, dirname(file), target)),
  },
  {
    what: 'picture',
    isProse: true,
    pattern: / (?:src|srcset)="(?!https?:)([^"]+)"/g,
    isThere: (target, file) => existsSync(resolve(root, dirname(file), target)),
  },
  {
    what: 'heading',
    pattern: /(?:\]\(|^\[[^\]]+\]: )(?!https?:)([^)\s]*#[^)\s]+)/gm,
    isThere: hasHeading,
  },
  {
    what: 'path',
    pattern:
      /`((?:packages|plugins|docs|deploy|scripts|bench|e2e-tests|examples|\.ci|\.github)\/[\w./*-]+)`/g,
    isThere: (target, file) =>
      [root, join(root, dirname(file))].some(from =>
        existsSync(join(from, target.replace(/\/?\*.*$/, ''))),
      ),
  },
  {
    what: 'script',
    pattern:
      /(?:^|`)(?:npm run|yarn) ((?!install|dedupe|set|why|add|up|workspace|playwright|backstage-cli|backstage-repo-tools|tsc)[a-z][\w:-]*)/gm,
    isThere: name =>
      name in manifest.scripts || workspaces.flatMap(programsOf).includes(name),
  },
  {
    what: 'workspace',
    pattern: /yarn workspace (\S+)/g,
    isThere: name => workspaces.some(workspace => workspace.name === name),
  },
];

function hasHeading(target, file) {
  const [path, anchor] = target.split('#');
  const document = path ? resolve(root, dirname(file), path) : join(root, file);
  if (!existsSync(document)) {
    return false;
  }
  return anchorsOf(readFileSync(document, 'utf8')).includes(anchor);
}

let wrong = 0;
let right = 0;
for (const file of documents) {
  const text = readFileSync(join(root, file), 'utf8');
  const prose = text.replace(/^ *```[^]*?^ *```$/gm, '');
  for (const { what, isProse, pattern, isThere } of checks) {
    for (const [, target] of (isProse ? prose : text).matchAll(pattern)) {
      if (isThere(target, file)) {
        right += 1;
      } else {
        wrong += 1;
        console.error(`${file}: there is no ${what} ${target}`);
      }
    }
  }
}
const pages = readFileSync(join(root, 'mkdocs.yml'), 'utf8').match(
  /\S+\.md(?=\s)/g,
);
for (const file of documents.filter(path => path.startsWith('docs/'))) {
  if (!pages.includes(file.slice('docs/'.length))) {
    wrong += 1;
    console.error(`${file}: is not in mkdocs.yml`);
  }
}
const { count, findings } = checkCode(documents);
findings.forEach(finding => console.error(finding));
console.log(
  `${documents.length} documents, ${right} valid and ${wrong} broken references; ${count} code blocks, ${findings.length} findings`,
);
process.exitCode = wrong === 0 && findings.length === 0 && count > 0 ? 0 : 1;
