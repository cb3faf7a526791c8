import { compose, containersOf, docker } from '../support/docker';
import { expect, test } from './fixtures';

test('a backend that is told to stop is not missed', async ({
  whilePeopleWork,
}) => {
  const [replica] = await containersOf('backstage');
  const { failed } = await whilePeopleWork(async () => {
    await docker('stop', replica);
    await docker('start', replica);
    await compose('up', '--wait', '--no-recreate');
  });
  expect(failed).toBeLessThan(20);
});

test('a backend that dies is replaced, and the other goes on', async ({
  whilePeopleWork,
}) => {
  const [replica] = await containersOf('backstage');
  const { failed } = await whilePeopleWork(async () => {
    await docker('kill', replica);
    await compose('up', '--wait', '--no-recreate');
  });
  expect(failed).toBeLessThan(40);
});

for (const service of ['postgres', 'valkey', 'keycloak', 'oauth2-proxy']) {
  test(`people can go on after ${service} was restarted`, async ({
    whilePeopleWork,
  }) => {
    await whilePeopleWork(async () => {
      await compose('restart', service);
      await compose('up', '--wait', '--no-recreate');
    });
  });
}
