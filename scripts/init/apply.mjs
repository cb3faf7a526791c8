import { writeRecord } from '../lib/templateRecord.mjs';
import { removeParts } from './removeParts.mjs';
import { rename } from './rename.mjs';

/**
 * Changes the files of a clone.
 *
 * @param {string} root - the clone's folder
 * @param {import('../lib/templateRecord.mjs').Answers} answers
 * @param {Partial<import('../lib/templateRecord.mjs').TemplateRecord>} record - of an earlier run, or without answers
 * @returns {string[]} what could not be removed
 */
export function applyAnswers(root, answers, { answers: before, ...origin }) {
  const earlier = before?.removed ?? [];
  const leftovers = removeParts(
    root,
    answers.removed.filter(part => !earlier.includes(part)),
  );
  if (!before) {
    rename(root, answers);
  }
  writeRecord(root, { ...origin, answers });
  return leftovers;
}
