import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  cp,
  mkdtemp,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { root } from '../lib/command.mjs';
import { demoSettings, readEnvFile } from '../lib/envFile.mjs';
import { freePortFrom } from '../lib/ports.mjs';

const SECRET = /(SECRET|PASSWORD)$/;

async function listen() {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.close() };
}

describe('node scripts/deploy-init.mjs', () => {
  let folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deploy-init-'));
    await cp(join(root, 'scripts'), join(folder, 'scripts'), {
      recursive: true,
    });
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
  });

  after(() => rm(folder, { recursive: true }));

  const init = (...args) => initTo(join(folder, '.env'), ...args);
  const initTo = (file, ...args) =>
    spawnSync(process.execPath, ['scripts/deploy-init.mjs', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, COMPOSE_ENV_FILES: file },
    });

  it('refuses a port that is in use, and writes nothing', async () => {
    const { port, close } = await listen();
    // Don't use spawnSync, because the server in this process must answer.
    const child = spawn(
      process.execPath,
      ['scripts/deploy-init.mjs', '--port', `${port}`],
      { cwd: folder },
    );
    const [[stderr], [status]] = await Promise.all([
      once(child.stderr.setEncoding('utf8'), 'data'),
      once(child, 'close'),
    ]);
    close();
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`Port ${port} is in use`));
    await assert.rejects(stat(join(folder, '.env')));
  });

  for (const port of ['0', '65536', 'http', '']) {
    it(`refuses "${port}" as a port`, () => {
      const { status, stderr } = init('--keycloak-port', port);
      assert.equal(status, 1);
      assert.match(stderr, /--keycloak-port must be a port from 1 to 65535/);
    });
  }

  it('refuses unknown options, and shows its usage', () => {
    const { status, stderr } = init('--ports=1');
    assert.equal(status, 1);
    assert.match(stderr, /--keycloak-port 8080/);
  });

  it('writes .env without installed dependencies, and says what to do next', async () => {
    const { status, stdout } = init();
    assert.equal(status, 0);
    assert.match(stdout, /docker compose up --build --wait/);
    assert.match(await readFile(join(folder, '.env'), 'utf8'), /^PUBLIC_URL=/m);
  });

  it('writes a file that only its owner can read', async () => {
    const { mode } = await stat(join(folder, '.env'));
    assert.equal(mode & 0o777, 0o600);
  });

  it('leaves an existing file unchanged', async () => {
    const file = join(folder, '.env');
    const previous = await readFile(file, 'utf8');
    const { status, stderr } = init();
    assert.equal(status, 1);
    assert.match(stderr, /already exists.*nothing was changed/);
    assert.equal(await readFile(file, 'utf8'), previous);
  });

  it('accepts the file that it wrote, and reports a misspelled name', async () => {
    const fine = init('--check');
    assert.equal(fine.status, 0);
    assert.match(fine.stdout, /has no problems/);

    await appendFile(join(folder, '.env'), 'ALOWED_EMAIL_DOMAINS=a.com\n');
    const wrong = init('--check');
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /line \d+: ALOWED_EMAIL_DOMAINS is not a known/);
  });

  it("writes an owner's provider, and leaves only its secret to be added", async () => {
    const file = join(folder, 'provider.env');
    const issuer = 'https://id.example.com/realms/acme/';
    const { status, stderr } = initTo(
      file,
      `--issuer=${issuer}`,
      '--client-id=portal$1',
    );
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const values = Object.fromEntries(
      readEnvFile(await readFile(file, 'utf8')).map(({ name, value }) => [
        name,
        value,
      ]),
    );
    assert.equal(values.OIDC_ISSUER, issuer);
    assert.equal(values.OIDC_CLIENT_ID, 'portal$1');
    assert.ok(!('COMPOSE_PROFILES' in values));

    const incomplete = initTo(file, '--check');
    assert.match(
      incomplete.stderr,
      /env:\n {2}line \d+: OIDC_CLIENT_SECRET is not set\n*$/,
    );
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/^(OIDC_CLIENT_SECRET=)$/m, '$1mine'));
    assert.match(initTo(file, '--check').stdout, /has no problems/);
  });

  it('refuses an issuer without a client ID', () => {
    const { status, stderr } = init('--issuer=https://id.example.com');
    assert.equal(status, 1);
    assert.match(stderr, /Use --issuer and --client-id together/);
  });

  it('prints no secret', () => {
    const { stdout, stderr } = init();
    assert.doesNotMatch(stdout + stderr, /[0-9a-f]{32}/);
  });
});

describe("a deployment's ports", () => {
  it('differ from those in use', async () => {
    const { port, close } = await listen();
    assert.notEqual(await freePortFrom(port), port);
    close();
  });

  it('differ from each other', async () => {
    const port = await freePortFrom(20_000);
    assert.notEqual(await freePortFrom(port, [port]), port);
  });
});

describe("a deployment's settings", () => {
  it('have new secrets each time', () => {
    const [one, two] = [demoSettings(), demoSettings()].map(parseEnv);
    const names = Object.keys(one).filter(name => SECRET.test(name));
    assert.ok(names.length > 6);
    for (const name of names) {
      assert.notEqual(one[name], two[name], name);
      assert.ok(one[name].length >= 12, name);
    }
    assert.equal(new Set(names.map(name => one[name])).size, names.length);
  });

  it('are the only source of secrets in docker-compose.yaml', async () => {
    const compose = await readFile(join(root, 'docker-compose.yaml'), 'utf8');
    const secrets = [...compose.matchAll(/^\s+(\w+): (.+)$/gm)].filter(
      ([, name]) => SECRET.test(name),
    );
    assert.ok(secrets.length > 6);
    for (const [, name, value] of secrets) {
      assert.match(value, /^\$\{\w+:-\}$/, name);
    }
  });
});

describe('node scripts/deploy.mjs', () => {
  let folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deploy-'));
  });

  after(() => rm(folder, { recursive: true }));

  /** Runs the command on a machine without Docker. */
  async function deployWith(text) {
    const file = join(folder, '.env');
    await writeFile(file, text);
    return spawnSync(process.execPath, ['scripts/deploy.mjs'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: folder, COMPOSE_ENV_FILES: file },
    });
  }

  it('starts nothing if .env is wrong, and says what is wrong', async () => {
    const { status, stderr } = await deployWith(
      demoSettings().replace(/^PUBLIC_URL=.*/m, 'PUBLIC_URL=http://portal.lan'),
    );
    assert.equal(status, 1);
    assert.match(stderr, /Nothing was started/);
    assert.match(stderr, /line \d+: PUBLIC_URL must be an https/);
  });

  it('says that Docker is missing', async () => {
    const { status, stderr } = await deployWith(demoSettings());
    assert.equal(status, 1);
    assert.match(stderr, /Docker with Compose is not installed/);
  });
});
