import { execFileSync } from 'child_process';
import { readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { compose, composeWith, docker } from '../support/docker';
import { expect, test } from './fixtures';

const root = join(__dirname, '..', '..');
const SETTING = '/api/user-settings/buckets/lifecycle/keys/note';

test('a backup brings back what was saved, and the people stay signed in', async ({
  session,
  token,
}) => {
  const headers = { authorization: `Bearer ${token}` };
  const backup = join(tmpdir(), `portal-${process.pid}.dump`);
  const save = async (value: string) => {
    const response = await session.put(SETTING, { headers, data: { value } });
    expect(response.status()).toBe(200);
  };

  await save('kept');
  execFileSync('sh', ['-c', `deploy/postgres/backup.sh > ${backup}`], {
    cwd: root,
  });
  await save('lost');
  execFileSync('deploy/postgres/restore.sh', {
    cwd: root,
    input: readFileSync(backup),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  rmSync(backup);
  await compose('up', '--wait', '--no-recreate', '--scale=backstage=2');

  const response = await session.get(SETTING, { headers });
  expect(await response.json()).toMatchObject({ value: 'kept' });
});

test('a backup that cannot be read changes nothing', async ({
  session,
  token,
}) => {
  const headers = { authorization: `Bearer ${token}` };
  await session.put(SETTING, { headers, data: { value: 'still here' } });
  expect(() =>
    execFileSync('deploy/postgres/restore.sh', {
      cwd: root,
      input: 'no backup',
      stdio: ['pipe', 'ignore', 'ignore'],
    }),
  ).toThrow();
  const response = await session.get(SETTING, { headers });
  expect(await response.json()).toMatchObject({ value: 'still here' });
});

test('another image starts over the database of the one before', async ({
  whilePeopleWork,
}) => {
  const [image] = (await compose('config', '--images', 'backstage'))
    .split('\n')
    .filter(name => name.startsWith('gatehouse'));
  const next = `${image}-next`;
  await docker(
    'build',
    '--quiet',
    '--build-arg=VERSION=next',
    '--tag',
    next,
    '.',
  );
  await whilePeopleWork(async () => {
    await composeWith({ IMAGE: next }, 'up', '--wait', '--scale=backstage=2');
  });
  await compose('up', '--wait', '--scale=backstage=2');
  await docker('rmi', next);
});
