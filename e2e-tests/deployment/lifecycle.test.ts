import { backUp, restore, restoreAndWait } from '../support/database';
import {
  backstageImage,
  compose,
  composeWith,
  containersOf,
  docker,
  sql,
} from '../support/docker';
import { expect, test } from './fixtures';

const SETTING = '/api/user-settings/buckets/lifecycle/keys/note';

test('a backup brings back what was saved, and the people stay signed in', async ({
  session,
  token,
}) => {
  const headers = { authorization: `Bearer ${token}` };
  const save = async (value: string) => {
    const response = await session.put(SETTING, { headers, data: { value } });
    expect(response.status()).toBe(200);
  };

  await save('kept');
  const backup = backUp();
  await save('lost');
  await restoreAndWait(backup);

  const response = await session.get(SETTING, { headers });
  expect(await response.json()).toMatchObject({ value: 'kept' });
});

test('a backup that cannot be read changes nothing', async ({
  session,
  token,
}) => {
  const headers = { authorization: `Bearer ${token}` };
  await session.put(SETTING, { headers, data: { value: 'still here' } });
  expect(() => restore('no backup')).toThrow();
  const response = await session.get(SETTING, { headers });
  expect(await response.json()).toMatchObject({ value: 'still here' });
});

test('two backends that start at once on an empty database do not get in the way of each other', async () => {
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

test('another image starts over the database of the one before', async ({
  whilePeopleWork,
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
  await whilePeopleWork(async () => {
    await composeWith({ IMAGE: next }, 'up', '--wait');
  });
  await compose('up', '--wait');
  await docker('rmi', next);
});
