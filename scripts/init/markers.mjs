const START = /^\s*(?:#|\/\/|<!--|\{\/\*) part: ([a-z, ]+?)(?: -->| \*\/\})?$/;
const END = /^\s*(?:#|\/\/|<!--|\{\/\*) end part(?: -->| \*\/\})?$/;

/**
 * Removes the blocks of parts from a file's text. A block begins with a line `# part: nginx` and ends with `# end part`, in the
 * file's kind of comment. A block that names two parts belongs to both, and is removed with either.
 *
 * @param {string} text
 * @param {string[]} parts - names of parts to remove
 */
export function removeBlocks(text, parts) {
  const kept = [];
  /** Whether each block around the current line is removed, starting with the outermost block. */
  const open = [];
  for (const line of text.split('\n')) {
    const names = readStart(line);
    if (names) {
      open.push(names.some(name => parts.includes(name)));
    }
    if (!open.includes(true)) {
      kept.push(line);
    }
    if (END.test(line)) {
      open.pop();
    }
  }
  return kept.length === text.split('\n').length
    ? text
    : joinParagraphs(kept.join('\n'));
}

/**
 * Returns the parts that a file's markers name.
 *
 * @param {string} text
 * @throws if a block is not closed, or closed without being open
 */
export function markedParts(text) {
  const found = [];
  let depth = 0;
  text.split('\n').forEach((line, index) => {
    const names = readStart(line);
    found.push(...(names ?? []));
    depth += Number(Boolean(names)) - Number(END.test(line));
    if (depth < 0) {
      throw new Error(`line ${index + 1} ends a part, but none is open`);
    }
  });
  if (depth > 0) {
    throw new Error('a part is not closed');
  }
  return found;
}

function readStart(line) {
  return line.match(START)?.[1].split(/, */);
}

/** A removed paragraph leaves one blank line, not two. */
function joinParagraphs(text) {
  return text.replace(/\n{3,}/g, '\n\n').replace(/^\n+|\n+(?=\n$)/g, '');
}
