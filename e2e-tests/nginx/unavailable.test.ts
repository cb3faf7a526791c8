import { randomBytes } from 'crypto';
import { expect, test } from '../contract/session';
import { compose, without } from '../support/docker';

const SETTING = '/api/user-settings/buckets/a/keys/b';

test('nginx explains that oauth2-proxy is down', async ({ session }) => {
  const code = randomBytes(16).toString('hex');
  await without('oauth2-proxy', async () => {
    const write = await session.put(SETTING, { data: { value: 1 } });
    expect(write.status()).toBe(503);
    expect(await write.json()).toEqual({});

    for (const path of [
      '/catalog',
      '/_oauth2/start',
      `/_oauth2/callback?code=${code}`,
    ]) {
      const page = await session.get(path, {
        headers: { accept: 'text/html' },
      });
      expect(page.status()).toBe(503);
      expect(page.headers()['cache-control']).toContain('no-store');
      expect(await page.text()).toContain("<h1>Can't reach the portal</h1>");
    }
    const asset = await session.get('/static/main.js');
    expect(asset.status()).toBe(503);
    expect(await asset.json()).toEqual({});
  });
  expect((await session.get('/')).status()).toBe(200);
  expect(await compose('logs', '--no-color', 'nginx')).not.toContain(code);
});

test("nginx forwards the backend's own 500", async ({ session, headers }) => {
  await without('postgres', async () => {
    const data = { value: 1 };
    const response = await session.put(SETTING, { headers, data });
    expect(response.status()).toBeGreaterThanOrEqual(500);
    expect((await response.json()).error.name).toEqual(expect.any(String));
  });
});

test('nginx explains that a request is too large', async ({ session }) => {
  const cookie = 'x'.repeat(40_000);
  const page = await session.get('/catalog', { headers: { cookie } });
  expect(page.status()).toBe(400);
  expect(await page.text()).toContain(
    "<h1>This request can't be accepted</h1>",
  );
  const upload = await session.post('/api/x', { data: 'x'.repeat(11_000_000) });
  expect(upload.status()).toBe(413);
  expect((await upload.json()).error.name).toBe('InputError');
});
