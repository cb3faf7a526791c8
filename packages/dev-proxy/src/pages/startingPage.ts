import { escapeHtml, Page } from './page';

/** Shown until app and backend answer. Reloads automatically. */
export function startingPage(title: string): Page {
  return {
    status: 502,
    title: `${title} is starting`,
    refreshAfter: 2,
    body: `
<h1 role="status">${escapeHtml(title)} is starting</h1>
<p>App and backend are being built. This page reloads every two seconds. See the terminal for details.</p>`,
  };
}
