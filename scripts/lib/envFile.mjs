/**
 * @typedef {object} EnvLine
 * @property {number} line
 * @property {string} name - empty if there is none
 * @property {string} value - as Docker Compose reads it
 * @property {boolean} [hasComment] - whether Docker Compose drops the end of the line as a comment
 * @property {string} [problem] - why Docker Compose reads something else than what is written
 */

const ASSIGNMENT = /^\s*(?:export\s+)?([^\s=:#]+)\s*[=:]\s*(.*?)\s*$/;
const QUOTED = {
  "'": /^'((?:[^'\\]|\\.)*)'\s*(#.*)?$/,
  '"': /^"((?:[^"\\]|\\.)*)"\s*(#.*)?$/,
};

/**
 * Reads the text of an .env file by the rules of Docker Compose.
 *
 * @param {string} text
 * @returns {EnvLine[]}
 */
export function readEnvFile(text) {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => /^\s*[^\s#]/.test(content))
    .map(({ content, line }) => ({ line, ...readLine(content) }));
}

/** Writes a value so that Docker Compose reads it unchanged. */
export function quoteEnvValue(value) {
  if (/^[\w.:/@,+=-]*$/.test(value)) {
    return value;
  }
  return /['\\]/.test(value)
    ? `"${value.replace(/[\\"$]/g, '\\$&')}"`
    : `'${value}'`;
}

function readLine(content) {
  const [, name, written] = content.match(ASSIGNMENT) ?? [];
  return name === undefined
    ? { name: '', value: '', problem: 'is not of the form NAME=value' }
    : { name, ...readValue(written) };
}

function readValue(written) {
  const quote = written[0];
  if (!(quote in QUOTED)) {
    return {
      value: written.replace(/\s+#.*$/, ''),
      hasComment: /\S\s+#/.test(written),
      problem: hasVariable(written) ? VARIABLE : undefined,
    };
  }
  const inside = written.match(QUOTED[quote])?.[1];
  if (inside === undefined) {
    return { value: '', problem: 'has no closing quote at its end' };
  }
  return quote === "'"
    ? { value: inside.replaceAll("\\'", "'") }
    : {
        value: inside.replace(/\\([\\"$])/g, '$1'),
        problem: problemOfEscapes(inside),
      };
}

const VARIABLE =
  'contains $, which Docker Compose replaces. Put the value in single quotes';
const ESCAPE =
  'contains a backslash, which Docker Compose replaces in double quotes. Put the value in single quotes';

function problemOfEscapes(inside) {
  const rest = inside.replace(/\\[\\"$]/g, '');
  if (rest.includes('\\')) {
    return ESCAPE;
  }
  return hasVariable(rest) ? VARIABLE : undefined;
}

function hasVariable(text) {
  return /\$[\w{$]/.test(text);
}
