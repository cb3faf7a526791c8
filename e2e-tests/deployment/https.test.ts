import { execFileSync } from 'child_process';
import { chmodSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { withSettings } from '../support/docker';
import { composeStack } from '../support/stacks';
import { expect, test } from './fixtures';

const FILES = ['-f', 'docker-compose.yaml', '-f', 'deploy/tls/compose.yaml'];

test('HTTPS cookies are limited to this host', async ({ playwright }) => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const TLS_CERTIFICATE = join(folder, 'certificate.pem');
  const TLS_KEY = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '1'],
      ...['-subj', '/CN=localhost', '-keyout', TLS_KEY],
      ...['-out', TLS_CERTIFICATE],
    ],
    { stdio: 'ignore' },
  );
  chmodSync(folder, 0o755);
  chmodSync(TLS_KEY, 0o644);
  const url = composeStack.baseURL!.replace('http:', 'https:');
  const env = {
    PUBLIC_URL: url,
    COOKIE_NAME: '',
    COOKIE_SECURE: '',
    TLS_CERTIFICATE,
    TLS_KEY,
  };
  const check = async () => {
    const api = await playwright.request.newContext({
      ignoreHTTPSErrors: true,
    });
    const response = await api.get(url, { maxRedirects: 0 });
    const { location, 'set-cookie': cookie } = response.headers();
    await api.dispose();
    expect(location).toContain(
      `redirect_uri=${encodeURIComponent(`${url}/_oauth2/callback`)}`,
    );
    expect(cookie).toMatch(/^__Host-oauth2_proxy\w*_csrf=/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).not.toMatch(/; Domain/);
  };
  try {
    await withSettings('oauth2-proxy', env, check, FILES);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
