import { execFileSync } from 'child_process';
import { chmodSync, mkdtempSync, rmSync } from 'fs';
import { request } from 'https';
import { tmpdir } from 'os';
import { join } from 'path';
import { withSettings } from '../support/docker';
import { composeStack } from '../support/stacks';
import { expect, test } from './fixtures';

const FILES = ['-f', 'docker-compose.yaml', '-f', 'deploy/tls/compose.yaml'];

test('over HTTPS, cookies are limited to this host and to HTTPS', async () => {
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
    const { location, cookie } = await get(url);
    expect(location).toContain(
      `redirect_uri=${encodeURIComponent(`${url}/_oauth2/callback`)}`,
    );
    expect(cookie).toMatch(/^__Host-oauth2_proxy\w*_csrf=/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).not.toMatch(/; Domain/);
  };
  await withSettings('oauth2-proxy', env, check, FILES);
  rmSync(folder, { recursive: true });
});

/** Sends a request without verifying the certificate, which is self-signed. */
function get(url: string): Promise<{ location?: string; cookie?: string }> {
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false }, response => {
      response.resume();
      const { location, 'set-cookie': cookies } = response.headers;
      resolve({ location, cookie: cookies?.[0] });
    })
      .on('error', reject)
      .end();
  });
}
