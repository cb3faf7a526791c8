import { kilobytes } from './budgets.mjs';

/**
 * What is in the JavaScript of the first load, as a Markdown table.
 *
 * @param {{ name: string, bytes: number, gzip: number }[]} packages - the heaviest first
 * @param {number} rows - as many as are listed one by one
 */
export function bundleReport(packages, rows = packages.length) {
  const total = sum('all', packages);
  const rest = packages.slice(rows);
  const lines = [
    ...packages.slice(0, rows),
    ...(rest.length > 0 ? [sum(`${rest.length} more`, rest)] : []),
    total,
  ].map(
    ({ name, bytes, gzip }) =>
      `| ${name} | ${kilobytes(bytes)} | ${kilobytes(gzip)} | ${(
        (gzip / total.gzip) *
        100
      ).toFixed(1)} % |`,
  );
  return ['| package | raw | gzip | share |', '| --- | ---: | ---: | ---: |']
    .concat(lines)
    .join('\n');
}

function sum(name, packages) {
  const add = key => packages.reduce((total, item) => total + item[key], 0);
  return { name, bytes: add('bytes'), gzip: add('gzip') };
}
