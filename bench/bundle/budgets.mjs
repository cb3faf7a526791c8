const NAMES = { js: 'JavaScript', css: 'CSS' };

/** Each figure, by the path of its limit in bench/budgets.json. */
const FIGURES = {
  files: { text: kind => `requests for ${kind}`, format: String },
  bytes: { text: kind => kind, format: kilobytes },
  gzip: { text: kind => `${kind}, gzip`, format: kilobytes },
};

/**
 * Says what is over its budget, and by how much.
 *
 * @param {Record<'js' | 'css', { files: number, bytes: number, gzip: number }>} measured
 * @param {typeof measured} limits
 * @returns {string[]} a sentence for each
 */
export function overBudget(measured, limits) {
  return eachFigure(limits)
    .map(({ kind, key, limit }) => ({
      ...FIGURES[key],
      kind,
      limit,
      is: measured[kind][key],
    }))
    .filter(({ is, limit }) => is > limit)
    .map(({ text, format, kind, limit, is }) => {
      const percent = (((is - limit) / limit) * 100).toFixed(1);
      return `First load: ${text(NAMES[kind])}: ${format(
        is,
      )}, which is ${format(
        is - limit,
      )} (${percent} %) over the budget of ${format(limit)}.`;
    });
}

/** All that is measured, in a line for each kind. */
export function summarize(measured) {
  return Object.entries(measured).map(
    ([kind, { files, bytes, gzip }]) =>
      `First load: ${NAMES[kind]}: ${files} files, ${kilobytes(
        bytes,
      )}, ${kilobytes(gzip)} gzip`,
  );
}

export function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function eachFigure(limits) {
  return Object.entries(limits).flatMap(([kind, figures]) =>
    Object.entries(figures).map(([key, limit]) => ({ kind, key, limit })),
  );
}
