/** Configurations that between them have every key of a schema and every alternative. Each text in them is a text of its own. */
export function probes(schema) {
  let texts = 0;
  const newText = () => `probe-${texts++}`;
  return Array.from({ length: countAlternatives(schema) }, (_, number) =>
    probe(schema, number, newText),
  );
}

function probe(schema, number, newText) {
  const { anyOf, oneOf, ...rest } = schema;
  const alternatives = anyOf ?? oneOf;
  if (alternatives) {
    const [chosen, left] = choose(alternatives, number);
    const own = probe(rest, number, newText);
    const other = probe(chosen, left, newText);
    return isObject(own) && isObject(other) ? { ...own, ...other } : other;
  }
  if ('const' in schema) {
    return schema.const;
  }
  return schema.enum
    ? choose(schema.enum, number)[0]
    : probeOfType(schema, number, newText);
}

function probeOfType(schema, number, newText) {
  const [type] = choose([schema.type ?? guessType(schema)].flat(), number);
  switch (type) {
    case 'object':
      return probeOfObject(schema, number, newText);
    case 'array':
      return [0, 1].map(() => probe(schema.items ?? {}, number, newText));
    case 'number':
    case 'integer':
      return 7;
    case 'boolean':
      return true;
    default:
      return newText();
  }
}

function probeOfObject(schema, number, newText) {
  const { properties = {}, additionalProperties } = schema;
  const all = isObject(additionalProperties)
    ? { ...properties, 'any-other-key': additionalProperties }
    : properties;
  return Object.fromEntries(
    Object.entries(all).map(([key, child]) => [
      key,
      probe(isObject(child) ? child : {}, number, newText),
    ]),
  );
}

function guessType({ properties, additionalProperties }) {
  return properties || additionalProperties ? 'object' : 'string';
}

/** One of a list, and the number by which to choose again among what is in it. */
function choose(list, number) {
  return [list[number % list.length], Math.floor(number / list.length)];
}

function countAlternatives(value, keyword) {
  if (!isObject(value)) {
    return 1;
  }
  const below = Object.entries(value).map(([key, child]) =>
    countAlternatives(child, key),
  );
  const isChoice =
    Array.isArray(value) &&
    ['anyOf', 'oneOf', 'enum', 'type'].includes(keyword);
  return (isChoice ? value.length : 1) * Math.max(1, ...below);
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}
