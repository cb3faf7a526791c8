import { finishSignIn, signIn, startSignIn } from '../support/signIn';
import { expect, test } from './session';

for (const path of [
  '/search?query=a&types[]=b&pageCursor=c',
  '/catalog?filters%5Bkind%5D=a%2Fb%3Bc',
  '/docs/default/component/gatehouse/a%20b',
]) {
  test(`${path} is kept whole through sign-in`, async ({
    stranger,
    baseURL,
  }) => {
    expect(await signIn(stranger, 'grace', path)).toBe(`${baseURL}${path}`);
  });
}

test('a bare ; in a query is refused, as by Go', async ({ stranger }) => {
  const response = await stranger.get('/search?query=a;b');
  expect(response.status()).toBe(400);
});

test('two tabs sign in at once, and each arrives where it was going', async ({
  stranger,
  baseURL,
}) => {
  const one = await startSignIn(stranger, '/one');
  const two = await startSignIn(stranger, '/two');
  expect(await finishSignIn(stranger, two, 'grace')).toBe(`${baseURL}/two`);
  expect(await finishSignIn(stranger, one, 'grace')).toBe(`${baseURL}/one`);
});
