const MAX_LENGTH = 80;

/** Text from outside for a log or a message: quoted, on one line, of bounded length, and without invisible characters. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
