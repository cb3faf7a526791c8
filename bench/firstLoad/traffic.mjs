import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const TIMEOUT_MS = 120_000;
/** What these get may be a stream, or never read by the page: then it does not end. Their first bytes count as the answer. */
const WITHOUT_END = ['Fetch', 'EventSource'];
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
  const requests = new Map();
  const needed = new Set();
  let changedAt = performance.now();
  let startedAt;

  const on = (event, listener) =>
    client.on(`Network.${event}`, details => {
      changedAt = performance.now();
      listener(details);
    });
  const update = ({ requestId, timestamp }, wireBytes, isEnd) => {
    const request = requests.get(requestId);
    if (request) {
      const endMs = (timestamp - startedAt) * 1000;
      Object.assign(request, { wireBytes, endMs, isOpen: !isEnd });
    }
  };

  on('requestWillBeSent', details => {
    const { requestId, request, type, redirectResponse, timestamp } = details;
    startedAt ??= timestamp;
    if (redirectResponse) {
      update(details, redirectResponse.encodedDataLength, true);
      requests.set(Symbol(requestId), requests.get(requestId));
    }
    if (/^https?:/.test(request.url)) {
      requests.set(requestId, { url: request.url, type, isOpen: true });
    }
    if (request.initialPriority !== PREFETCH) {
      needed.add(request.url);
    }
  });
  on('webSocketCreated', ({ requestId, url }) => {
    needed.add(url);
    requests.set(requestId, { url, wireBytes: 0, endMs: 0, isOpen: false });
  });
  on('requestServedFromCache', ({ requestId }) => requests.delete(requestId));
  on('responseReceived', details => {
    const { requestId, response, type } = details;
    if (response.fromDiskCache || response.fromPrefetchCache) {
      requests.delete(requestId);
    } else {
      const isEnd = WITHOUT_END.includes(type);
      update(details, response.encodedDataLength, isEnd);
    }
  });
  on('loadingFinished', details =>
    update(details, details.encodedDataLength, true),
  );
  on('loadingFailed', details => update(details, 0, true));
  await client.send('Network.enable');

  const openUrls = () =>
    [...requests.values()].filter(({ isOpen }) => isOpen).map(({ url }) => url);

  return {
    /**
     * Waits until nothing was asked for and nothing answered for so long.
     *
     * @returns {Promise<Answer[]>}
     */
    async quiet(ms) {
      const end = performance.now() + TIMEOUT_MS;
      while (openUrls().length > 0 || performance.now() - changedAt < ms) {
        if (performance.now() > end) {
          throw new Error(
            `The page does not come to rest within ${TIMEOUT_MS} ms. It waits for: ${openUrls()}`,
          );
        }
        await sleep(POLL_MS);
      }
      return [...requests.values()].map(({ url, wireBytes, endMs }) => ({
        url,
        wireBytes,
        endMs,
        ahead: !needed.has(url),
      }));
    },
  };
}
