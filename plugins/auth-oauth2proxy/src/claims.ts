/**
 * Reads a claim by its name, or by a path of names with dots such as `realm_access.roles`.
 *
 * Names may contain dots themselves: `https://example.com/groups`, or a client ID under `resource_access`. So a claim with
 * exactly that name wins, and the longest name at each step of a path. Inherited properties of JavaScript objects are not
 * read.
 */
export function readClaim(claims: object, path: string): unknown {
  if (Object.hasOwn(claims, path)) {
    return Reflect.get(claims, path);
  }
  for (
    let dot = path.lastIndexOf('.');
    dot > 0;
    dot = path.lastIndexOf('.', dot - 1)
  ) {
    const name = path.slice(0, dot);
    const inner = Object.hasOwn(claims, name) && Reflect.get(claims, name);
    const value = isMap(inner)
      ? readClaim(inner, path.slice(dot + 1))
      : undefined;
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a claim, for messages. The value itself may be long or private. */
export function describeType(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  switch (typeof value) {
    case 'object':
      return value === null ? 'null' : 'an object';
    case 'string':
      return 'text';
    default:
      return `a ${typeof value}`;
  }
}
