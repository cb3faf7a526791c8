import { spawn } from 'child_process';
import { createServer } from 'http';
import { AddressInfo } from 'net';
import { resolve } from 'path';

// Each test starts a process.
jest.setTimeout(30_000);

const TRANSFORM = require.resolve(
  '@backstage/cli-node/config/nodeTransform.cjs',
);

const run = (env: NodeJS.ProcessEnv) =>
  new Promise<{ code: number | null; output: string }>(done => {
    const child = spawn(
      process.execPath,
      ['--require', TRANSFORM, resolve(__dirname, 'index.ts')],
      { env: { ...process.env, ...env } },
    );
    let output = '';
    child.stderr.on('data', data => {
      output += data;
    });
    child.on('close', code => done({ code, output }));
  });

describe('the program', () => {
  it('refuses to start under NODE_ENV=production', async () => {
    const { code, output } = await run({ NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(output).toContain('does not start under NODE_ENV=production');
  });

  it('reports a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>(listening =>
      other.listen(0, '127.0.0.1', listening),
    );
    const { port } = other.address() as AddressInfo;
    const { code, output } = await run({
      NODE_ENV: 'development',
      APP_CONFIG_app_baseUrl: `"http://localhost:${port}"`,
      APP_CONFIG_backend_baseUrl: `"http://localhost:${port}"`,
      APP_CONFIG_auth_providers_oauth2proxy_issuer: `"http://localhost:${port}/_idp"`,
    });
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
  });
});
