import { Cli } from '../support/cli';
import { useCommandLine } from '../support/commandLine';
import { expect, GRACE, test } from './fixtures';

test('a user signs in, runs commands and signs out on the command line', async ({
  page,
  baseURL,
  signInPage,
  problems,
}, { project }) => {
  test.skip(project.name !== 'dev', 'In a deployment, the CLI needs HTTPS');
  const cli = new Cli(baseURL!);
  try {
    await useCommandLine(page, cli, () => signInPage.signInAs(GRACE));
    // Ignore the failed request for the icon of the CLI's page.
    problems.splice(0);
  } finally {
    cli.dispose();
  }
});

test('a deployment refuses the CLI at an http:// address', async ({
  page,
  baseURL,
  signedInAs,
  problems,
}, { project }) => {
  test.skip(project.name === 'dev', 'In development, http:// is accepted');
  const clientId = `${baseURL}/api/auth/.well-known/oauth-client/cli.json`;
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: 'http://127.0.0.1:8055/callback',
    response_type: 'code',
    code_challenge: 'x',
    code_challenge_method: 'S256',
  });
  await signedInAs(GRACE.id, `/api/auth/v1/authorize?${query}`);
  await expect(page.getByText('must use HTTPS')).toBeVisible();
  problems.splice(0);
});
