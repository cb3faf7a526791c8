import { canonicalGroupRef } from './claims';

/** Which entity the groups of a claim become. */
export interface GroupMapping {
  /** The group in the claim. One `*` stands for any text. */
  from: string;
  /** The entity. A `*` is replaced by the text that the other one stands for. */
  to: string;
}

/** Whether a text has at most one `*`. */
export function isPattern(text: string): boolean {
  return text.split('*').length <= 2;
}

/** Whether a mapping's `to` is a valid reference of a group, for some texts in place of `*`. */
export function isGroupTarget(to: string): boolean {
  return isPattern(to) && canonicalGroupRef(to.replace('*', 'x')) !== undefined;
}

/** The text that `*` stands for in a pattern, empty if the pattern has none, or undefined if it does not match. */
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
 * The reference of the first mapping that matches a group, which is not necessarily valid, or undefined if none does.
 */
export function mapGroup(
  group: string,
  mappings: GroupMapping[] = [],
): string | undefined {
  for (const { from, to } of mappings) {
    const matched = matchPattern(from, group);
    if (matched !== undefined) {
      // A claim must not choose the kind or the namespace of an entity.
      const isName = !to.includes('*') || !/[:/]/.test(matched);
      // A function, because `$` has a meaning in a replacement text.
      return isName ? to.replace('*', () => matched) : '';
    }
  }
  return undefined;
}
