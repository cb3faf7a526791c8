import { runDoctor } from '../support/doctor';
import { expect, test } from './session';

test('the doctor reports no problem from outside', async ({
  baseURL,
  cookie,
}) => {
  const { code, problem, ok } = await runDoctor(
    [
      ...[process.execPath, 'scripts/doctor.mjs', '--json'],
      ...['--url', baseURL!, '--token-from-browser'],
    ],
    cookie,
  );
  expect(problem).toEqual([]);
  expect(code).toBe(0);
  expect(ok).toEqual(
    expect.arrayContaining([
      'portal-address',
      'sign-in-redirect',
      'client-id',
      'redirect-uri',
      'scope',
      'api-without-a-session',
      'private-paths',
      'public-paths',
      'websockets',
      'forged-identity-headers',
      'forged-address-headers',
      'deep-links',
      'cookie-flags',
      'header-size',
      'session',
      'groups',
      'administrators',
    ]),
  );
});
