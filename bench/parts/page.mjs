import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { withBackend } from '../backend.mjs';

const TIMEOUT_MS = 300_000;
const QUIET_MS = 3000;
const CPU_SLOWDOWN = 4;
/** Lighthouse's slow mobile network. */
const SLOW_NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

export const figures = {
  pageScripts: { title: 'First-load JavaScript, gzip', unit: 'kB' },
  pageRequests: { title: 'First-load requests', unit: '' },
  pageCold: { title: 'Throttled page, cold cache', unit: 's' },
  pageWarm: { title: 'Throttled page, warm cache', unit: 's' },
};

export function measure({ heading, ...side }) {
  return withBackend(side, async ({ url, identityHeaders }) => {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH,
    });
    try {
      const newUser = async () =>
        browser.newContext({ extraHTTPHeaders: await identityHeaders() });
      // The backend is slower with its first visitor.
      await visit(await newUser(), { url, heading });
      const first = await visit(await newUser(), { url, heading });
      const user = await newUser();
      const cold = await visit(user, { url, heading, throttled: true });
      const warm = await visit(user, { url, heading, throttled: true });
      return {
        pageScripts: first.scriptBytes / 1e3,
        pageRequests: first.requests,
        pageCold: cold.headingMs / 1e3,
        pageWarm: warm.headingMs / 1e3,
      };
    } finally {
      await browser.close();
    }
  });
}

/** Opens the portal in a new tab and waits until its landing page is complete. */
async function visit(context, { url, heading, throttled = false }) {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  const responses = [];
  page.on('response', response => responses.push(response));
  if (throttled) {
    await throttle(await context.newCDPSession(page));
  }
  await page.goto(url, { waitUntil: 'commit' });
  const shown = await page.waitForFunction(timeOfHeading, heading.source);
  const headingMs = await shown.jsonValue();
  await untilComplete(page, responses);
  const scriptBytes = await compressedScripts(responses);
  await page.close();
  return { headingMs, requests: responses.length, scriptBytes };
}

async function throttle(client) {
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', SLOW_NETWORK);
  await client.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
}

/** Runs in the page in each frame: milliseconds from the start of the navigation, once the heading is visible. */
function timeOfHeading(pattern) {
  const isShown = [...document.querySelectorAll('h1')].some(
    heading =>
      new RegExp(pattern).test(heading.textContent) &&
      heading.checkVisibility({ visibilityProperty: true }),
  );
  return isShown && performance.now();
}

/** Waits until there are no more requests. Waits longer than usual, because a page sends none while it evaluates scripts. */
async function untilComplete(page, responses) {
  let count;
  do {
    count = responses.length;
    await page.waitForLoadState('networkidle');
    await setTimeout(QUIET_MS);
  } while (responses.length > count);
}

/** Returns the size of all scripts after `gzip -9`, however the backend compresses them. */
async function compressedScripts(responses) {
  const scripts = responses.filter(response =>
    new URL(response.url()).pathname.endsWith('.js'),
  );
  const bodies = await Promise.all(scripts.map(script => script.body()));
  return bodies.reduce(
    (sum, body) => sum + gzipSync(body, { level: 9 }).length,
    0,
  );
}
