import { text } from './svg.mjs';

const LABEL = { x: 20, characters: 44, lineHeight: 16 };

/** Where all plots have their bars: right of the labels. */
export const BARS = { x: 360, width: 460 };

/** What a row is about, on the left, in as many lines as it takes. */
export function rowLabel(content, middle) {
  const lines = wrap(content, LABEL.characters);
  const first = middle - ((lines.length - 1) * LABEL.lineHeight) / 2 + 5;
  return lines.map((words, index) =>
    text(LABEL.x, first + index * LABEL.lineHeight, words),
  );
}

function wrap(content, characters) {
  const lines = [];
  for (const word of content.split(' ')) {
    const longer = [...lines.slice(-1), word].join(' ');
    if (lines.length > 0 && longer.length <= characters) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
