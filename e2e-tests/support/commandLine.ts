import { expect, Page } from '@playwright/test';
import { Cli } from './cli';
import { TOKEN } from './oauth';
import { expectHeading } from './pages';

/** Signs a user in on the command line, runs commands, and signs out. The browser has a session of Grace, or `signIn` creates one. */
export async function useCommandLine(
  page: Page,
  cli: Cli,
  signIn: () => Promise<void>,
) {
  const succeed = async (...args: string[]) => {
    const { code, output } = await cli.run(...args);
    expect(code, output).toBe(0);
    return output;
  };

  const login = await cli.login();
  await page.goto(login.url);
  await signIn();
  await expectHeading(page, 'Authorize Backstage CLI?');
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  await expect(page.getByText('You may now close this window.')).toBeVisible();
  const { code, output } = await login.result;
  expect(output).toContain('Login successful');
  expect(code).toBe(0);

  const shown = await succeed('auth', 'show');
  expect(shown).toContain('User: user:default/grace');
  expect(shown).toContain('- group:default/payments');

  const iAm = await succeed('actions', 'execute', 'auth:who-am-i');
  expect(iAm).toContain('"userEntityRef": "user:default/grace"');

  const refreshEntity = [
    'actions',
    'execute',
    'catalog:refresh-catalog-entity',
  ];
  await succeed(...refreshEntity, '--name', 'checkout-service');
  const denied = await cli.run(
    ...[...refreshEntity, '--name', 'gatehouse', '--kind', 'Component'],
  );
  expect(denied.code).not.toBe(0);
  expect(denied.output).toContain('403 Forbidden');

  const first = cli.stored('accessToken');
  const usedRefreshToken = cli.stored('refreshToken')!;
  cli.expire();
  expect(await succeed('auth', 'show')).toContain('user:default/grace');
  expect(cli.stored('accessToken')).not.toBe(first);
  const refreshToken = cli.stored('refreshToken')!;
  expect(refreshToken).not.toBe(usedRefreshToken);

  expect(await succeed('auth', 'logout')).toContain('Logged out');
  expect(cli.stored('refreshToken')).toBeUndefined();
  const dead = await page.request.post(`${cli.portal}${TOKEN}`, {
    form: { grant_type: 'refresh_token', refresh_token: refreshToken },
  });
  expect(dead.status()).toBe(400);
  expect(await dead.json()).toEqual({
    error: 'invalid_grant',
    error_description: 'Invalid refresh token',
  });
}
