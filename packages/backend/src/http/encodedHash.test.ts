import express from 'express';
import request from 'supertest';
import { refuseEncodedHash } from './encodedHash';

const app = express()
  .use(refuseEncodedHash)
  .use((_req, res) => res.send('page'));

const statusOf = async (path: string) => (await request(app).get(path)).status;

describe('refuseEncodedHash', () => {
  it.each([
    '/signed-out.html%23',
    '/signed-out.html%23/catalog',
    '/signed-out.html%23/api/',
    '/.well-known/oauth-authorization-server%23x',
  ])('answers 404 to %s', async path => {
    expect(await statusOf(path)).toBe(404);
  });

  it.each(['/catalog', '/search?query=%23a', '/api/user-settings/keys/a%23b'])(
    'lets %s through',
    async path => {
      expect(await statusOf(path)).toBe(200);
    },
  );
});
