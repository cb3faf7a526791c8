import { execFileSync } from 'child_process';
import { chmodSync, mkdtempSync, rmSync } from 'fs';
import { request } from 'https';
import { tmpdir } from 'os';
import { join } from 'path';
import { composeStack } from '../support/composeStack';
import { compose, composeWith } from '../support/docker';
import { expect, test } from './fixtures';

const FILES = ['-f', 'docker-compose.yaml', '-f', 'deploy/tls/compose.yaml'];

test('over HTTPS, cookies are for this host and for HTTPS alone', async () => {
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
  try {
    await composeWith(
      env,
      ...FILES,
      'up',
      '--wait',
      '--no-deps',
      'oauth2-proxy',
    );
    const { location, cookie } = await get(url);
    expect(location).toContain(
      `redirect_uri=${encodeURIComponent(`${url}/_oauth2/callback`)}`,
    );
    expect(cookie).toMatch(/^__Host-oauth2_proxy\w*_csrf=/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).not.toMatch(/; Domain/);
  } finally {
    await compose('up', '--wait', '--no-deps', 'oauth2-proxy');
    rmSync(folder, { recursive: true });
  }
});

/** Asks with the certificate that was just made, which nobody vouches for. */
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
