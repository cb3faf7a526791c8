import { rmSync } from 'fs';
import { createCertificate } from '../support/certificate';
import { withSettings } from '../support/docker';
import { composeStack } from '../support/stacks';
import { expect, test } from './fixtures';

const FILES = ['-f', 'docker-compose.yaml', '-f', 'deploy/tls/compose.yaml'];

test('HTTPS cookies are limited to this host', async ({ playwright }) => {
  const {
    folder,
    certificate: TLS_CERTIFICATE,
    key: TLS_KEY,
  } = createCertificate('localhost');
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
    expect(cookie).toMatch(/^__Host-oauth2_proxy[\w-]*_csrf=/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).not.toMatch(/; Domain/);
  };
  try {
    await withSettings(['oauth2-proxy'], env, check, FILES);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
