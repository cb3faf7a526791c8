import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file in which `npm run init` records a clone's origin and the answers. */
export const RECORD = '.gatehouse.json';

/**
 * @typedef {object} Answers
 * @property {string} name - the portal's name, such as `Acme Portal`
 * @property {string} organization
 * @property {string} scope - of the packages that `yarn new` creates, such as `@acme`
 * @property {string} [issuer] - of the identity provider; undefined if it was left for later
 * @property {string} [clientId] - at the identity provider
 * @property {string[]} removed - names of parts, as in scripts/init/parts.mjs
 *
 * @typedef {object} TemplateRecord
 * @property {string} version - the template's version that the clone has
 * @property {string} commit - the template's commit that the clone has
 * @property {Answers} answers
 * @property {string} [url] - where the template is
 */

/** @returns {TemplateRecord | undefined} undefined if `npm run init` was not run here */
export function readRecord(root) {
  try {
    return JSON.parse(readFileSync(join(root, RECORD), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

/** @param {TemplateRecord} record */
export function writeRecord(root, record) {
  writeFileSync(join(root, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}
