import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const TIMEOUT_MS = 120_000;
/** Requests of this kind may stay open for as long as the page does. */
const STREAM = 'EventSource';
/** The priority that Chromium gives to nothing but `<link rel="prefetch">`. */
const PREFETCH = 'VeryLow';

/**
 * @typedef {object} Answer - of the server, to a request of a page
 * @property {string} url
 * @property {number} wireBytes - with headers
 * @property {number} endMs - when it was there, from the first request on
 * @property {boolean} ahead - whether the page did without it: it was fetched for one that may be opened later
 */

/**
 * Writes down what a page asks the server for; what is in the browser's cache is left out.
 *
 * @param {import('@playwright/test').CDPSession} client
 */
export async function watchTraffic(client) {
  const open = new Map();
  const needed = new Set();
  const answers = [];
  let changedAt = performance.now();
  let startedAt;

  const on = (event, listener) =>
    client.on(`Network.${event}`, details => {
      changedAt = performance.now();
      listener(details);
    });
  const finish = (requestId, wireBytes, timestamp) => {
    if (open.has(requestId)) {
      const endMs = (timestamp - startedAt) * 1000;
      answers.push({ url: open.get(requestId).url, wireBytes, endMs });
      open.delete(requestId);
    }
  };

  on('requestWillBeSent', details => {
    const { requestId, request, type, redirectResponse, timestamp } = details;
    startedAt ??= timestamp;
    finish(requestId, redirectResponse?.encodedDataLength, timestamp);
    if (/^https?:/.test(request.url)) {
      open.set(requestId, { url: request.url, type });
    }
    if (request.initialPriority !== PREFETCH) {
      needed.add(request.url);
    }
  });
  on('webSocketCreated', ({ url }) => {
    needed.add(url);
    answers.push({ url, wireBytes: 0, endMs: 0 });
  });
  on('requestServedFromCache', ({ requestId }) => open.delete(requestId));
  on('responseReceived', ({ requestId, response }) => {
    if (response.fromDiskCache || response.fromPrefetchCache) {
      open.delete(requestId);
    }
  });
  on('loadingFinished', ({ requestId, encodedDataLength, timestamp }) =>
    finish(requestId, encodedDataLength, timestamp),
  );
  on('loadingFailed', ({ requestId, timestamp }) =>
    finish(requestId, 0, timestamp),
  );
  await client.send('Network.enable');

  const isBusy = () => [...open.values()].some(({ type }) => type !== STREAM);

  return {
    /**
     * Waits until nothing was asked for and nothing answered for so long.
     *
     * @returns {Promise<Answer[]>}
     */
    async quiet(ms) {
      const end = performance.now() + TIMEOUT_MS;
      while (isBusy() || performance.now() - changedAt < ms) {
        if (performance.now() > end) {
          const urls = [...open.values()].map(({ url }) => url);
          throw new Error(
            `The page still asks for something after ${TIMEOUT_MS} ms: ${urls}`,
          );
        }
        await sleep(POLL_MS);
      }
      return answers.map(answer => ({
        ...answer,
        ahead: !needed.has(answer.url),
      }));
    },
  };
}
