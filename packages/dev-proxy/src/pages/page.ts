import { createHash } from 'crypto';
import { ServerResponse } from 'http';

const STYLE = `
:root { color-scheme: light dark; --paper: #f4f7f7; --card: #fff; --ink: #10292b; --soft: #48605f; --brand: #0f6e6e; --line: #c9d7d6; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #0e1b1e; --card: #16282c; --ink: #e8f1f0; --soft: #a7bcba; --brand: #5fd3c8; --line: #35494c; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 560px; }
h1 { margin: 0 0 8px; font-size: 28px; line-height: 1.2; }
h2 { margin: 32px 0 8px; padding-top: 24px; border-top: 1px solid var(--line); font-size: 14px; }
p { margin: 0 0 16px; color: var(--soft); }
.notice { border-left: 4px solid var(--brand); padding: 8px 16px; margin: 0 0 24px; background: var(--card); color: var(--ink); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
button { width: 100%; display: grid; grid-template-columns: 44px 1fr auto; gap: 4px 16px; align-items: center; text-align: left; padding: 12px 16px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
button:hover { border-color: var(--brand); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
.initials { grid-row: span 2; width: 44px; height: 44px; display: grid; place-items: center; border-radius: 50%; background: var(--brand); color: var(--card); font-weight: 700; }
.name { font-weight: 600; }
.about { grid-column: 2 / 4; color: var(--soft); font-size: 14px; }
.actions { display: flex; flex-wrap: wrap; gap: 16px; margin-top: 32px; }
a { padding: 8px 16px; border: 1px solid var(--brand); border-radius: 4px; color: var(--brand); font-weight: 600; text-decoration: none; }
a:hover { text-decoration: underline; }
a:first-child { color: var(--card); background: var(--brand); }
code { font: 14px ui-monospace, monospace; color: var(--soft); overflow-wrap: anywhere; }
`;

export interface Page {
  status: number;
  title: string;
  /** HTML in which everything that is not ours is escaped. */
  body: string;
  /** Loads the page again after so many seconds. */
  refreshAfter?: number;
  script?: string;
}

/** Sends a page that needs nothing from anywhere else. */
export function sendPage(res: ServerResponse, page: Page) {
  res.writeHead(page.status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // The address of a callback contains a code.
    'referrer-policy': 'no-referrer',
    // A script of the app that was redirected here must not run.
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; style-src ${hash(
      STYLE,
    )}; script-src ${
      page.script ? hash(page.script) : "'none'"
    }; base-uri 'none'; frame-ancestors 'none'`,
  });
  res.end(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${
  page.refreshAfter
    ? `<meta http-equiv="refresh" content="${page.refreshAfter}">`
    : ''
}
<title>${escapeHtml(page.title)}</title>
<style>${STYLE}</style>
</head>
<body><main>${page.body}</main>${
    page.script ? `<script>${page.script}</script>` : ''
  }</body>
</html>`);
}

/** Allows one inline style or script in a Content-Security-Policy. */
export function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);
}
