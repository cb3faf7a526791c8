import { canonicalGroupRef } from './claims';

/** Maps groups in a claim to an entity. */
export interface GroupMapping {
  /** The group in the claim. One `*` stands for any text. */
  from: string;
  /** The entity. A `*` is replaced with the text that the `*` in `from` matched. */
  to: string;
}

/** Whether a text contains at most one `*`. */
export function isPattern(text: string): boolean {
  return text.split('*').length <= 2;
}

/** Whether a mapping's `to` can become a valid group reference. */
export function isGroupTarget(to: string): boolean {
  return isPattern(to) && canonicalGroupRef(to.replace('*', 'x')) !== undefined;
}

/** Returns the text that `*` matches, empty if the pattern has no `*`, or undefined if the pattern does not match. */
export function matchPattern(
  pattern: string,
  text: string,
): string | undefined {
  const [start, end] = pattern.split('*');
  if (end === undefined) {
    return text === pattern ? '' : undefined;
  }
  return text.length > start.length + end.length &&
    text.startsWith(start) &&
    text.endsWith(end)
    ? text.slice(start.length, text.length - end.length)
    : undefined;
}

/**
 * Returns the reference from the first mapping that matches a group. It may be invalid, or undefined if no mapping matches.
 */
export function mapGroup(
  group: string,
  mappings: GroupMapping[] = [],
): string | undefined {
  for (const { from, to } of mappings) {
    const matched = matchPattern(from, group);
    if (matched !== undefined) {
      // A claim must not choose an entity's kind or namespace.
      const isName = !to.includes('*') || !/[:/]/.test(matched);
      // A function, because `$` has a special meaning in replacement text.
      return isName ? to.replace('*', () => matched) : '';
    }
  }
  return undefined;
}
