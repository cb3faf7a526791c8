import { UserError } from '../lib/command.mjs';
import { ALWAYS_REMOVED, OPTIONAL } from './parts.mjs';

/** Package names in this repository, which the portal's package must not have. */
const TAKEN = ['app', 'backend', 'dev-proxy', 'e2e-tests'];
/** YAML reads these as something other than text. */
const YAML_WORDS = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** Returns the name for packages, images and entities: `Acme Portal` becomes `acme-portal`. */
export function slugOf(name) {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\w\s.-]/g, '')
    .replace(/[\s._-]+/g, '-')
    .replace(/^-|-$/g, '');
}

/**
 * Each returns why an answer can't be used, or undefined.
 *
 * @type {Record<string, (value: string) => string | undefined>}
 */
export const problems = {
  name(value) {
    const slug = slugOf(value);
    if (!/^\p{L}[\p{L}\p{N} .&-]{1,39}$/u.test(value) || /& *$/.test(value)) {
      return `The portal's name must have 2 to 40 letters, digits, spaces, dots, hyphens or "&", and begin with a letter. "${value}" doesn't. You can change the title to anything later, in app-config.yaml.`;
    }
    if (!/^[a-z][a-z0-9-]+$/.test(slug) || YAML_WORDS.test(value)) {
      return `"${value}" can't name a package and a container image. Choose a name with at least two Latin letters; you can change the title later, in app-config.yaml.`;
    }
    return TAKEN.includes(slug)
      ? `"${slug}" is the name of a package in this repository. Choose another name for the portal.`
      : undefined;
  },
  organization: value =>
    /^[^"\\\n]{1,60}$/.test(value)
      ? undefined
      : `The organization must have 1 to 60 characters, without quotation marks and backslashes. "${value}" doesn't.`,
  scope: value =>
    /^@[a-z0-9][a-z0-9._-]*$/.test(value)
      ? undefined
      : `The scope must be an npm scope, such as @acme. "${value}" isn't.`,
  issuer: value =>
    /^https?:\/\/[^\s?#'"]+$/.test(value)
      ? undefined
      : `The issuer must be an http:// or https:// URL without a query. "${value}" isn't. Copy "issuer" from the provider's /.well-known/openid-configuration, or leave it out for now.`,
  clientId: value =>
    /^[^\s'"]+$/.test(value)
      ? undefined
      : `The client ID must have no spaces or quotation marks. "${value}" does.`,
};

/** Throws if an answer can't be used. */
export function checkAnswers(answers) {
  const messages = Object.entries(problems)
    .filter(([key]) => answers[key] !== undefined)
    .map(([key, problem]) => problem(answers[key]))
    .filter(Boolean);
  if (messages.length > 0) {
    throw new UserError(messages.join('\n'));
  }
}

/** Reads a list of parts, such as `nginx,mcp`. */
export function readParts(text) {
  const names = text.split(/[\s,]+/).filter(Boolean);
  const unknown = names.find(name => !OPTIONAL.includes(name));
  if (unknown) {
    throw new UserError(
      `There is no part "${unknown}" to choose. The parts are: ${OPTIONAL.join(
        ', ',
      )}.${
        ALWAYS_REMOVED.includes(unknown)
          ? ` ("${unknown}" is always removed.)`
          : ''
      }`,
    );
  }
  return names;
}
