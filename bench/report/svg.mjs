/** Pieces that all plots are made of. */

export const WIDTH = 960;

/** On a ground of its own, so that it can be read wherever it is shown. */
const STYLE = `
  .ground { fill: #ffffff }
  text { fill: #10292b }
  .quiet { fill: #48605f }
  .ours { fill: #0f6e6e }
  .peer { fill: #8a9a99 }
  .inside { fill: #ffffff }
  .line { stroke: #10292b; fill: none }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #10292b }
    text { fill: #f0f7f6 }
    .quiet { fill: #b4c7c5 }
    .ours { fill: #3fb8ae }
    .peer { fill: #7d918f }
    .inside { fill: #10292b }
    .line { stroke: #f0f7f6 }
  }`;

/** A picture that a screen reader can tell in words. */
export function picture({ title, description, height }, ...content) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="14">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="description">${escape(description)}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>`,
    ...content.flat(),
    '</svg>\n',
  ].join('\n');
}

export function text(x, y, content, attributes = {}) {
  return `<text ${join({ x, y, ...attributes })}>${escape(content)}</text>`;
}

export function rect(attributes) {
  return `<rect ${join(attributes)}/>`;
}

export function line(x1, y1, x2, y2, attributes = {}) {
  return `<path ${join({
    class: 'line',
    d: `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`,
    ...attributes,
  })}/>`;
}

function join(attributes) {
  return Object.entries(attributes)
    .map(
      ([name, value]) =>
        `${name}="${typeof value === 'number' ? round(value) : value}"`,
    )
    .join(' ');
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function escape(content) {
  return content
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
