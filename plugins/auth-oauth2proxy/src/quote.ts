const MAX_LENGTH = 80;

/** Quotes external text for a log or a message: on one line, of limited length, and without invisible characters. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const short =
    text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
