import express from 'express';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { createServer, get, IncomingMessage, Server } from 'http';
import { tmpdir } from 'os';
import { join } from 'path';
import { text } from 'stream/consumers';
import { brotliCompressSync, brotliDecompressSync } from 'zlib';
import { listen } from '../__testUtils__/listen';
import { compressedApp } from './compressedApp';

const SCRIPT = 'console.log("of the portal");';

describe('compressedApp', () => {
  let folder: string;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compressed-'));
    await writeFile(join(folder, 'main.a1.js.br'), brotliCompressSync(SCRIPT));
    await writeFile(join(folder, 'main.a1.css.br'), brotliCompressSync('a{}'));
    const app = express();
    app.use('/static', compressedApp(folder));
    app.use((_req, res) => res.status(404).send('left to Backstage'));
    server = createServer(app);
    port = await listen(server);
  });

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const ask = (path: string, encoding = 'gzip, deflate, br, zstd') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'accept-encoding': encoding };
      get({ host: '127.0.0.1', port, path, headers }, resolve).on(
        'error',
        reject,
      );
    });

  it('sends a compressed file with the content type of the original', async () => {
    const response = await ask('/static/main.a1.js');
    const chunks = await response.toArray();
    expect(response.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': expect.stringMatching(/^(text|application)\/javascript/),
      vary: 'Accept-Encoding',
    });
    expect(brotliDecompressSync(Buffer.concat(chunks)).toString()).toBe(SCRIPT);
  });

  it('lets browsers cache compressed files forever', async () => {
    const { headers } = await ask('/static/main.a1.css');
    expect(headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });

  it.each([
    ['a client without Brotli', '/static/main.a1.js', 'gzip'],
    ['a file that was not compressed', '/static/other.js', undefined],
    ['a path outside its folder', '/static/..%2f..%2fetc/passwd', undefined],
  ])('leaves %s to Backstage', async (_, path, encoding) => {
    const response = await ask(path, encoding);
    expect(response.statusCode).toBe(404);
    expect(await text(response)).toBe('left to Backstage');
  });
});
