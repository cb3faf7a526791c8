/**
 * What is told about the first load: each figure from one sample of a side.
 *
 * A sample is `{ named, cold, warm, throttledCold, throttledWarm }`: the files that index.html names, and four visits.
 */
export const FIGURES = [
  {
    id: 'js-gzip',
    title: 'First-load JavaScript, gzip, to the signed-in landing page',
    unit: 'kB',
    of: ({ cold }) => kilo(cold.js.gzip),
    budget: { must: 0.6, goal: 0.5 },
  },
  {
    id: 'js-raw',
    title: 'First-load JavaScript, raw',
    unit: 'kB',
    of: ({ cold }) => kilo(cold.js.bytes),
  },
  {
    id: 'js-wire',
    title: 'First-load JavaScript, as served',
    unit: 'kB',
    of: ({ cold }) => kilo(cold.js.wireBytes),
  },
  {
    id: 'js-files',
    title: 'First-load JavaScript, files',
    unit: 'files',
    of: ({ cold }) => cold.js.files,
  },
  {
    id: 'css-gzip',
    title: 'First-load CSS, gzip',
    unit: 'kB',
    of: ({ cold }) => kilo(cold.css.gzip),
  },
  {
    id: 'css-wire',
    title: 'First-load CSS, as served',
    unit: 'kB',
    of: ({ cold }) => kilo(cold.css.wireBytes),
  },
  {
    id: 'named-js-gzip',
    title: 'JavaScript that index.html names, gzip',
    unit: 'kB',
    of: ({ named }) => kilo(named.js.gzip),
  },
  {
    id: 'named-js-raw',
    title: 'JavaScript that index.html names, raw',
    unit: 'kB',
    of: ({ named }) => kilo(named.js.bytes),
  },
  {
    id: 'named-js-files',
    title: 'JavaScript that index.html names, files',
    unit: 'files',
    of: ({ named }) => named.js.files,
  },
  {
    id: 'wire',
    title: 'Everything on the first load, as served',
    unit: 'kB',
    of: ({ cold }) => kilo(cold.wireBytes),
  },
  {
    id: 'ahead-wire',
    title: 'Fetched ahead for other pages, as served',
    unit: 'kB',
    of: ({ cold }) => kilo(cold.aheadBytes),
  },
  {
    id: 'requests',
    title: 'Requests on first load',
    unit: 'requests',
    of: ({ cold }) => cold.requests,
    budget: { must: 0.6, goal: 0.5 },
  },
  {
    id: 'requests-warm',
    title: 'Requests on the second visit',
    unit: 'requests',
    of: ({ warm }) => warm.requests,
  },
  {
    id: 'throttled-cold',
    title: 'Time to the signed-in page, throttled, cold cache',
    unit: 'ms',
    of: ({ throttledCold }) => throttledCold.headingMs,
    budget: { must: 0.65, goal: 0.5 },
  },
  {
    id: 'throttled-warm',
    title: 'Time to the signed-in page, throttled, warm cache',
    unit: 'ms',
    of: ({ throttledWarm }) => throttledWarm.headingMs,
    budget: { must: 0.6, goal: 0.5 },
  },
  {
    id: 'cold',
    title: 'Time to the signed-in page, cold cache',
    unit: 'ms',
    of: ({ cold }) => cold.headingMs,
  },
  {
    id: 'warm',
    title: 'Time to the signed-in page, warm cache',
    unit: 'ms',
    of: ({ warm }) => warm.headingMs,
  },
  {
    id: 'throttled-cold-complete',
    title: 'Time until nothing more is loaded, throttled, cold cache',
    unit: 'ms',
    of: ({ throttledCold }) => throttledCold.completeMs,
  },
  {
    id: 'throttled-warm-complete',
    title: 'Time until nothing more is loaded, throttled, warm cache',
    unit: 'ms',
    of: ({ throttledWarm }) => throttledWarm.completeMs,
  },
];

function kilo(bytes) {
  return bytes / 1000;
}
