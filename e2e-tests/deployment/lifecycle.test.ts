import {
  backUp,
  backstageImage,
  compose,
  composeWith,
  containersOf,
  docker,
  restore,
  restoreAndWait,
  sql,
} from '../support/docker';
import { expect, test as base } from './fixtures';

const SETTING = '/api/user-settings/buckets/lifecycle/keys/note';

interface Fixtures {
  /** Saves one of the user's settings. */
  save: (value: string) => Promise<void>;
  /** Reads that setting. */
  read: () => Promise<{ value: string }>;
}

const test = base.extend<Fixtures>({
  save: async ({ session, headers }, use) => {
    await use(async value => {
      const response = await session.put(SETTING, { headers, data: { value } });
      expect(response.status()).toBe(200);
    });
  },
  read: async ({ session, headers }, use) => {
    await use(async () => (await session.get(SETTING, { headers })).json());
  },
});

const inBackups = (...command: string[]) =>
  compose('exec', '-T', 'backup', ...command);

async function removeBackups() {
  const { volumes } = JSON.parse(
    await compose('--profile=backup', 'config', '--format', 'json'),
  );
  await compose('rm', '--stop', '--force', 'backup');
  await docker('volume', 'rm', volumes.backups.name);
}

test('restoring a backup brings back saved data', async ({ save, read }) => {
  await save('kept');
  const backup = backUp();
  await save('lost');
  await restoreAndWait(backup);
  expect(await read()).toMatchObject({ value: 'kept' });
});

test('an unreadable backup changes nothing', async ({ save, read }) => {
  await save('unchanged');
  expect(() => restore('no backup')).toThrow();
  expect(await read()).toMatchObject({ value: 'unchanged' });
});

test('a scheduled backup brings back saved data in an empty database', async ({
  save,
  read,
}) => {
  await save('kept');
  await compose('up', '--build', '--wait', 'backup');
  const [name] = (await inBackups('ls', '/backups')).split('\n');
  const backup = await inBackups('base64', `/backups/${name}`);
  await removeBackups();
  await compose('stop', 'backstage');
  await sql('DROP DATABASE backstage');
  await sql('CREATE DATABASE backstage OWNER backstage');
  await restoreAndWait(Buffer.from(backup, 'base64'));
  expect(await read()).toMatchObject({ value: 'kept' });
});

test('two backends can start at once on an empty database', async () => {
  const backup = backUp();
  await compose('stop', 'backstage');
  await sql('DROP DATABASE backstage');
  await sql('CREATE DATABASE backstage OWNER backstage');
  await compose('up', '--wait');
  const restarts = await docker(
    ...['inspect', '--format', '{{.RestartCount}}'],
    ...(await containersOf('backstage')),
  );
  expect(restarts).toBe('0\n0');
  restore(backup);
  await compose('up', '--wait');
});

test('another image starts with the same database', async ({
  whileUsersWork,
}) => {
  const image = await backstageImage();
  const next = `${image}-next`;
  await docker(
    'build',
    '--quiet',
    '--build-arg=VERSION=next',
    '--tag',
    next,
    '.',
  );
  await whileUsersWork(async () => {
    await composeWith({ IMAGE: next }, 'up', '--wait');
  });
  await compose('up', '--wait');
  await docker('rmi', next);
});
