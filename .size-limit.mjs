import { readFileSync } from 'node:fs';

const app = 'packages/app/dist';
const budgets = JSON.parse(readFileSync('scripts/budgets.json', 'utf8'));
const html = readFileSync(`${app}/index.html`, 'utf8');

/** The browser loads these files before it can show anything. */
const filesInIndexHtml = extension =>
  [...html.matchAll(/\b(?:src|href)="\/(static\/[^"]+)"/g)]
    .map(([, path]) => `${app}/${path}`)
    .filter(path => path.endsWith(extension));

export default [
  {
    name: 'First-load JavaScript',
    path: filesInIndexHtml('.js'),
    limit: budgets.javascript,
    gzip: true,
  },
  {
    name: 'First-load CSS',
    path: filesInIndexHtml('.css'),
    limit: budgets.css,
    gzip: true,
  },
];
