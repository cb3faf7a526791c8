import { expect, test } from '../deployment/fixtures';
import { Cluster } from '../support/cluster';

for (const deployment of ['backstage', 'oauth2-proxy']) {
  test(`no request fails while ${deployment} is restarted`, async ({
    whileUsersWork,
  }) => {
    const { failed } = await whileUsersWork(() =>
      new Cluster().rollOut(deployment),
    );
    expect(failed).toBe(0);
  });
}
