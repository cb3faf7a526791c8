/**
 * What is told about the first load: each figure from one sample of a side.
 *
 * A sample is `{ named, plain: { cold, warm }, throttled: { cold, warm } }`: the JavaScript that index.html names, and what four
 * visits weighed.
 */
export const FIGURES = [
  {
    id: 'firstLoad.js.gzip',
    title: 'First-load JavaScript, gzip, to the signed-in landing page',
    unit: 'kB',
    of: ({ plain }) => kilo(plain.cold.js.gzip),
    budget: { must: 0.6, goal: 0.5 },
  },
  {
    id: 'firstLoad.js.raw',
    title: 'First-load JavaScript, raw',
    unit: 'kB',
    of: ({ plain }) => kilo(plain.cold.js.bytes),
  },
  {
    id: 'firstLoad.js.served',
    title: 'First-load JavaScript, as served',
    unit: 'kB',
    of: ({ plain }) => kilo(plain.cold.js.wireBytes),
  },
  {
    id: 'firstLoad.js.files',
    title: 'First-load JavaScript, files',
    unit: 'files',
    of: ({ plain }) => plain.cold.js.files,
  },
  {
    id: 'firstLoad.named.gzip',
    title: 'JavaScript that index.html names, gzip',
    unit: 'kB',
    of: ({ named }) => kilo(named.gzip),
  },
  {
    id: 'firstLoad.named.raw',
    title: 'JavaScript that index.html names, raw',
    unit: 'kB',
    of: ({ named }) => kilo(named.bytes),
  },
  {
    id: 'firstLoad.named.files',
    title: 'JavaScript that index.html names, files',
    unit: 'files',
    of: ({ named }) => named.files,
  },
  {
    id: 'firstLoad.css.gzip',
    title: 'First-load CSS, gzip',
    unit: 'kB',
    of: ({ plain }) => kilo(plain.cold.css.gzip),
  },
  {
    id: 'firstLoad.css.served',
    title: 'First-load CSS, as served',
    unit: 'kB',
    of: ({ plain }) => kilo(plain.cold.css.wireBytes),
  },
  {
    id: 'firstLoad.served',
    title: 'Everything on first load, as served',
    unit: 'kB',
    of: ({ plain }) => kilo(plain.cold.wireBytes),
  },
  {
    id: 'firstLoad.ahead.served',
    title: 'Fetched ahead for other pages, as served',
    unit: 'kB',
    of: ({ plain }) => kilo(plain.cold.aheadBytes),
  },
  {
    id: 'firstLoad.requests',
    title: 'Requests on first load',
    unit: 'requests',
    of: ({ plain }) => plain.cold.requests,
    budget: { must: 0.6, goal: 0.5 },
  },
  {
    id: 'firstLoad.requests.warm',
    title: 'Requests on the second visit',
    unit: 'requests',
    of: ({ plain }) => plain.warm.requests,
  },
  {
    id: 'firstLoad.time.throttled.cold',
    title: 'Time to the signed-in page, throttled, cold cache',
    unit: 'ms',
    of: ({ throttled }) => throttled.cold.headingMs,
    budget: { must: 0.65, goal: 0.5 },
  },
  {
    id: 'firstLoad.time.throttled.warm',
    title: 'Time to the signed-in page, throttled, warm cache',
    unit: 'ms',
    of: ({ throttled }) => throttled.warm.headingMs,
    budget: { must: 0.6, goal: 0.5 },
  },
  {
    id: 'firstLoad.complete.throttled.cold',
    title: 'Time until all of it is loaded, throttled, cold cache',
    unit: 'ms',
    of: ({ throttled }) => throttled.cold.completeMs,
  },
  {
    id: 'firstLoad.complete.throttled.warm',
    title: 'Time until all of it is loaded, throttled, warm cache',
    unit: 'ms',
    of: ({ throttled }) => throttled.warm.completeMs,
  },
  {
    id: 'firstLoad.time.cold',
    title: 'Time to the signed-in page, cold cache',
    unit: 'ms',
    of: ({ plain }) => plain.cold.headingMs,
  },
  {
    id: 'firstLoad.time.warm',
    title: 'Time to the signed-in page, warm cache',
    unit: 'ms',
    of: ({ plain }) => plain.warm.headingMs,
  },
];

function kilo(bytes) {
  return bytes / 1000;
}
