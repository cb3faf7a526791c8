import { createHash } from 'crypto';
import { existsSync, readFileSync } from 'fs';
import { ServerResponse } from 'http';
import { dirname, join } from 'path';

const PACKAGE = dirname(require.resolve('../package.json'));

/** Where oauth2-proxy's pages are: copies in the packed package, or the originals in this repository. */
const TEMPLATES = [
  join(PACKAGE, 'templates'),
  join(PACKAGE, '../../deploy/oauth2-proxy/templates'),
];

const STYLE = `${elementOf(readTemplate('sign_in.html'), 'style')}
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
.persona { width: 100%; display: grid; grid-template-columns: 44px 1fr auto; gap: 4px 16px; align-items: center; text-align: left; padding: 12px 16px; font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.persona:hover { border-color: var(--brand); }
.initials { grid-row: span 2; width: 44px; height: 44px; display: grid; place-items: center; border-radius: 50%; background: var(--brand); color: var(--on-brand); font-weight: 700; }
.name { font-weight: 600; }
.about { grid-column: 2 / 4; color: var(--text-soft); font-size: 14px; }
code { font: 14px ui-monospace, monospace; color: var(--text-soft); }
`;

export interface Page {
  status: number;
  title: string;
  /** HTML, in which all external text is escaped. */
  body: string;
  /** Reloads the page after this many seconds. */
  refreshAfter?: number;
  script?: string;
}

/** Sends a page that loads nothing else. */
export function sendPage(res: ServerResponse, page: Page) {
  const { status, title, body, refreshAfter, script } = page;
  const scriptSource = script ? hash(script) : "'none'";
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // A callback's URL contains a code.
    'referrer-policy': 'no-referrer',
    // If a request for a script is redirected here, the page must not run as a script.
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; style-src ${hash(
      STYLE,
    )}; script-src ${scriptSource}; base-uri 'none'; frame-ancestors 'none'`,
  });
  const refresh = `<meta http-equiv="refresh" content="${refreshAfter}">`;
  res.end(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refreshAfter ? refresh : ''}
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>${body}</main>${script ? `<script>${script}</script>` : ''}</body>
</html>`);
}

/** Reads one of oauth2-proxy's pages, whose style, text and script the stand-in uses. */
export function readTemplate(name: string): string {
  const folder = TEMPLATES.find(existsSync)!;
  return readFileSync(join(folder, name), 'utf8');
}

/** Returns the content of the first element with this name. */
export function elementOf(html: string, name: string): string {
  return html.split(`<${name}>`)[1].split(`</${name}>`)[0];
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}

/** Allows one inline style or script in a Content-Security-Policy. */
function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
