/** Returns the anchor of a heading in Markdown, as on GitHub. */
export function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-');
}

/** Returns the anchors of a document's headings. */
export function anchorsOf(markdown) {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    anchorOf(heading),
  );
}
