/** What the landing page of each side says when it is there. */
export const HEADINGS = {
  ours: /^Good (morning|afternoon|evening), /,
  peer: / Catalog$/,
};
