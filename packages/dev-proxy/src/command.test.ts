import { spawn } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { text } from 'stream/consumers';

// Each test starts a process.
jest.setTimeout(30_000);

const TRANSFORM = require.resolve(
  '@backstage/cli-node/config/nodeTransform.cjs',
);
const PROGRAM = `require(${JSON.stringify(
  resolve(__dirname, 'index.ts'),
)}).runCommand(process.argv.slice(1))`;

const folder = mkdtempSync(join(tmpdir(), 'dev-proxy-'));
afterAll(() => rmSync(folder, { recursive: true }));

function writeConfig(port: number): string {
  const file = join(folder, 'portal.yaml');
  const origin = `http://localhost:${port}`;
  const lines = [
    `app: { title: Portal, baseUrl: '${origin}' }`,
    `backend: { baseUrl: '${origin}', listen: ':7' }`,
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** Starts the program, which sees only these of the portal's settings. */
function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  return spawn(
    process.execPath,
    ['--require', TRANSFORM, '-e', PROGRAM, '--', ...args],
    { cwd: folder, env: { ...process.env, NODE_ENV: 'development', ...env } },
  );
}

async function run(...args: Parameters<typeof start>) {
  const child = start(...args);
  const exit = new Promise<number | null>(done => child.on('close', done));
  const [output, code] = await Promise.all([text(child.stderr), exit]);
  return { code, output };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

describe('the command', () => {
  it('refuses to start under NODE_ENV=production', async () => {
    const { code, output } = await run([], { NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(output).toContain('does not start under NODE_ENV=production');
  });

  it('reports a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>(done => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await run([
      ...['--config', writeConfig(port)],
      ...['--app', 'http://localhost:9'],
    ]);
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
  });

  it('shows its options for --help', async () => {
    const child = start(['--help']);
    expect(await text(child.stdout)).toContain('--personas <file>');
  });

  it('shows its options for an unknown option', async () => {
    const { code, output } = await run(['--persona', 'ada']);
    expect(code).toBe(1);
    expect(output).toContain("Unknown option '--persona'");
    expect(output).toContain('--personas <file>');
  });

  it('says immediately what to configure and what it waits for, and signs in the users in the file', async () => {
    const port = await freePort();
    const personas = join(folder, 'personas.yaml');
    writeFileSync(personas, '- { id: rosa, name: Rosa, userName: rosa }');
    const child = start([
      ...['--config', writeConfig(port), '--personas', personas],
      ...['--app', 'http://localhost:9', '--cookie-name', '_portal'],
    ]);
    let output = '';
    for await (const chunk of child.stdout) {
      output += chunk;
      if (output.includes('Waiting for')) {
        break;
      }
    }
    const { headers } = await fetch(
      `http://localhost:${port}/oauth2/start?persona=rosa`,
      { redirect: 'manual' },
    );
    const other = await fetch(
      `http://localhost:${port}/oauth2/start?persona=ada`,
    );
    child.kill();
    expect(output).toContain(`issuer: http://localhost:${port}/_idp`);
    expect(output).toContain(
      'Waiting for the app at http://localhost:9 and the backend at http://localhost:7',
    );
    expect(headers.getSetCookie()[0]).toMatch(/^_portal=/);
    expect(other.status).toBe(400);
  });
});
