import { expect, test } from './session';

const METRICS = /^# HELP |oauth2proxy_|oauth2_proxy_/m;

for (const path of ['/metrics', '/_oauth2/metrics', '/api/metrics']) {
  test(`metrics can't be reached at ${path}`, async ({ session, stranger }) => {
    for (const client of [session, stranger]) {
      expect(await (await client.get(path)).text()).not.toMatch(METRICS);
    }
  });
}
