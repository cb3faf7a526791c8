import { test } from '@playwright/test';
import { Cluster } from '../support/cluster';

test('pods stop', async () => {
  await new Cluster().stop();
});
