import { test } from '@playwright/test';
import { Cluster } from '../support/cluster';

test('pods start', async () => {
  await new Cluster().start();
});
