import { watchTraffic } from './traffic.mjs';

const TIMEOUT_MS = 120_000;
const CPU_SLOWDOWN = 4;

/** A phone on a slow mobile network, as Lighthouse has it: 1.6 Mbit/s down, 750 kbit/s up, 150 ms. */
const SLOW_NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

/** How long nothing has to happen until the page is taken to be complete: evaluating code is quiet, too. */
const QUIET_MS = { plain: 1_000, throttled: 3_000 };

/**
 * @typedef {object} Visit
 * @property {number} headingMs - from the start of navigation until the heading of the landing page is visible
 * @property {import('./traffic.mjs').Answer[]} answers - of the server, until nothing more was asked for
 */

/**
 * Opens a portal in a new tab, and waits until its landing page is complete.
 *
 * @returns {Promise<Visit>}
 */
export async function visit(person, { throttled = false, ...portal }) {
  const page = await person.newPage();
  try {
    const client = await person.newCDPSession(page);
    const traffic = await watchTraffic(client);
    if (throttled) {
      await throttle(client);
    }
    const headingMs = await openPortal(page, portal);
    const answers = await traffic.quiet(
      throttled ? QUIET_MS.throttled : QUIET_MS.plain,
    );
    return { headingMs, answers };
  } finally {
    await page.close();
  }
}

/**
 * Opens a portal, and waits for the heading of its landing page.
 *
 * @returns {Promise<number>} when it was there, in milliseconds from the start of navigation
 */
export async function openPortal(
  page,
  { url, heading, timeoutMs = TIMEOUT_MS },
) {
  await page.addInitScript(noteHeading, heading.source);
  await page.goto(url, { waitUntil: 'commit', timeout: timeoutMs });
  return headingTime(page, heading, timeoutMs);
}

async function throttle(client) {
  await client.send('Network.emulateNetworkConditions', SLOW_NETWORK);
  await client.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
}

/** Runs in the page: looks at each frame, and so takes the time more exactly than can be done from outside. */
function noteHeading(pattern) {
  const isThere = () =>
    [...document.querySelectorAll('h1')].some(
      heading =>
        new RegExp(pattern).test(heading.textContent) &&
        heading.checkVisibility({ visibilityProperty: true }),
    );
  const look = () => {
    if (isThere()) {
      window.headingShownAt = performance.now();
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}

async function headingTime(page, heading, timeout) {
  try {
    const time = await page.waitForFunction(() => window.headingShownAt, null, {
      timeout,
    });
    return await time.jsonValue();
  } catch (error) {
    const text = await page.innerText('body');
    throw new Error(
      `${page.url()} does not show the heading ${heading}. It says:\n${text}`,
      { cause: error },
    );
  }
}
