import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { launchBrowser, newPerson } from './browser.mjs';
import { visit } from './visit.mjs';
import { weighVisit } from './weight.mjs';

const HEADING = /^Good day, /;
const LATER_MS = 300;

const FILES = {
  'index.html': `<link rel="icon" href="data:,">
    <link rel="stylesheet" href="/static/style.css">
    <link rel="prefetch" href="/static/later.js">
    <link rel="prefetch" href="/static/soon.js">
    <h1></h1><script src="/static/main.js"></script>`,
  'static/style.css': 'h1 { color: green }',
  'static/main.js': `
    setTimeout(async () => {
      document.querySelector('h1').textContent = 'Good day, Ada';
      await fetch('/api/me');
      await import('/static/soon.js');
    }, ${LATER_MS});`,
  'static/later.js': `'${'later'.repeat(99)}'`,
  'static/soon.js': `'${'soon'.repeat(99)}'`,
};

const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

describe('a visit of a landing page', () => {
  let folder;
  let server;
  let browser;
  let portal;
  let first;
  let second;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'visit-'));
    await mkdir(join(folder, 'static'));
    for (const [path, content] of Object.entries(FILES)) {
      await writeFile(join(folder, path), content);
    }
    server = createServer(({ url }, response) => {
      const path = url.slice(1) || 'index.html';
      response
        .writeHead(200, {
          'content-type': TYPES[path.split('.').at(-1)] ?? 'application/json',
          'cache-control': path.startsWith('static/')
            ? 'max-age=1000'
            : 'no-store',
        })
        .end(FILES[path] ?? '{}');
    });
    await new Promise(resolve => server.listen(0, 'localhost', resolve));
    portal = {
      url: `http://localhost:${server.address().port}/`,
      heading: HEADING,
    };
    browser = await launchBrowser();
    const person = await newPerson(browser);
    first = await visit(person, portal);
    second = await visit(person, portal);
  });

  after(async () => {
    await browser?.close();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  const pathsOf = ({ answers }, wanted = () => true) =>
    answers
      .filter(wanted)
      .map(({ url }) => new URL(url).pathname)
      .sort();

  it('takes until the heading is there, and goes on until nothing more is loaded', () => {
    assert.ok(first.headingMs >= LATER_MS);
    assert.ok(pathsOf(first).includes('/api/me'));
  });

  it('tells what the page needs from what is fetched ahead', () => {
    assert.deepEqual(
      pathsOf(first, ({ ahead }) => ahead),
      ['/static/later.js'],
    );
    assert.deepEqual(
      pathsOf(first, ({ ahead }) => !ahead),
      [
        '/',
        '/api/me',
        '/static/main.js',
        '/static/soon.js',
        '/static/style.css',
      ],
    );
  });

  it('leaves out what is in the cache at the second visit', () => {
    assert.deepEqual(pathsOf(second), ['/', '/api/me']);
  });

  it('takes longer on a slow network', async () => {
    const throttled = await visit(await newPerson(browser), {
      ...portal,
      throttled: true,
    });
    // Two rounds of 150 ms: the page, and what it names.
    assert.ok(throttled.headingMs > first.headingMs + 200);
  });

  it('weighs the files that were needed, compressed, and what went over the wire', async () => {
    const weight = await weighVisit(folder, first);
    const gzip = path => gzipSync(FILES[path], { level: 9 }).length;
    assert.equal(weight.requests, 5);
    assert.equal(weight.js.files, 2);
    assert.equal(
      weight.js.gzip,
      gzip('static/main.js') + gzip('static/soon.js'),
    );
    assert.ok(weight.js.wireBytes > weight.js.bytes, 'headers count');
    assert.ok(weight.aheadBytes > FILES['static/later.js'].length);
    assert.ok(weight.completeMs > 0);
  });

  it('that ends on another page says what is there instead', async () => {
    const person = await newPerson(browser);
    await assert.rejects(
      visit(person, { ...portal, heading: /^Welcome/, timeoutMs: 1_000 }),
      /does not show the heading \/\^Welcome\/\. It says:\s+Good day, Ada/,
    );
  });
});
