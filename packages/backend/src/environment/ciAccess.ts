import { InputError } from '@backstage/errors';

const MIN_LENGTH = 32;

/** CI jobs may read an entity, refresh it from its source, and validate one. */
const PERMISSIONS = [
  'catalog.entity.read',
  'catalog.entity.refresh',
  'catalog.entity.validate',
];

/**
 * Returns the entry of `backend.auth.externalAccess` for the token of CI jobs.
 *
 * @throws InputError that never quotes the token
 */
export function readCiAccess(token: string) {
  if (/\s/.test(token) || token.length < MIN_LENGTH) {
    throw new InputError(
      `CI_TOKEN must have at least ${MIN_LENGTH} characters and no spaces, such as the output of "openssl rand -hex 24".`,
    );
  }
  return {
    type: 'static',
    options: { token, subject: 'ci' },
    accessRestrictions: [{ plugin: 'catalog', permission: PERMISSIONS }],
  };
}
