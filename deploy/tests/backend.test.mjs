import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nastyValues } from '../../scripts/lib/nastyValues.mjs';
import { VALUES, inBackend } from './composeProject.mjs';

describe('the backend', () => {
  it('gets every value unchanged', () => {
    for (const value of nastyValues) {
      const { stdout, output } = inBackend(
        {
          ...VALUES,
          OIDC_CLIENT_ID: value,
          CACHE_PASSWORD: value,
          BACKSTAGE_DATABASE_PASSWORD: value,
        },
        `const { OIDC_CLIENT_ID, CACHE_PASSWORD, POSTGRES_PASSWORD } = process.env;
         console.log(JSON.stringify([OIDC_CLIENT_ID, CACHE_PASSWORD, POSTGRES_PASSWORD]));`,
      );
      assert.equal(
        stdout.trim(),
        JSON.stringify([value, value, value]),
        output,
      );
    }
  });

  it('reaches the provider through HTTPS_PROXY, and other containers without it', () => {
    const { stdout, output } = inBackend(
      {
        ...VALUES,
        HTTPS_PROXY: 'http://127.0.0.1:9000',
        NO_PROXY: 'example.org',
      },
      `require('http').createServer().on('connect', (request, socket) => {
         console.log(request.url);
         socket.end('HTTP/1.1 502 Bad Gateway\\r\\n\\r\\n');
       }).listen(9000, async () => {
         for (const host of ['id.example.com', 'valkey', 'example.org']) {
           await fetch('https://' + host, { signal: AbortSignal.timeout(5000) }).catch(() => {});
         }
         process.exit();
       });`,
    );
    assert.equal(stdout.trim(), 'id.example.com:443', output);
  });
});
