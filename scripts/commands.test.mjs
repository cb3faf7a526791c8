import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { manifest, root } from './paths.mjs';

const NOWHERE = 'http://127.0.0.1:9/';

describe('npm run dev', () => {
  let folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commands-'));
  });

  after(() => rm(folder, { recursive: true }));

  /** A clone in which nothing was installed, of what the command needs to get that far. */
  const clone = async name => {
    const path = join(folder, name);
    await mkdir(path);
    for (const file of [
      'package.json',
      'yarn.lock',
      '.yarnrc.yml',
      'scripts',
    ]) {
      await cp(join(root, file), join(path, file), { recursive: true });
    }
    return path;
  };

  const dev = (cwd, env = {}, preload = []) =>
    new Promise(resolve => {
      const child = spawn(process.execPath, [...preload, 'scripts/dev.mjs'], {
        cwd,
        env: {
          PATH: process.env.PATH,
          HOME: cwd,
          XDG_CACHE_HOME: join(cwd, 'cache'),
          npm_config_fetch_retries: '0',
          ...env,
        },
      });
      let output = '';
      child.stdout.on('data', data => (output += data));
      child.stderr.on('data', data => (output += data));
      child.on('close', code => resolve({ code, output }));
    });

  /** Says that this is another Node, on another system. */
  const pretend = async (name, process) => {
    const file = join(folder, `${name}.mjs`);
    const lines = Object.entries(process).map(
      ([key, value]) =>
        `Object.defineProperty(process, '${key}', { value: ${JSON.stringify(
          value,
        )} });`,
    );
    await writeFile(file, lines.join('\n'));
    return ['--import', file];
  };

  const oldNode = { versions: { ...process.versions, node: '18.20.0' } };

  it('says what to check when the registry cannot be reached', async () => {
    const { code, output } = await dev(
      await clone('offline'),
      { npm_config_registry: NOWHERE },
      await pretend('old-node', oldNode),
    );
    assert.equal(code, 1);
    assert.match(
      output,
      /could not be fetched from the npm registry\. Check your network, proxy/,
    );
    assert.doesNotMatch(output, /at .*\.mjs:\d+/);
  });

  it('leaves nothing half done in the cache when it fails', async () => {
    const path = await clone('half');
    await dev(
      path,
      { npm_config_registry: NOWHERE },
      await pretend('old-node', oldNode),
    );
    assert.deepEqual(await readdir(join(path, 'cache', 'gatehouse')), []);
  });

  it('says what to install on a system that it has no Node for', async () => {
    const { code, output } = await dev(
      await clone('system'),
      {},
      await pretend('plan9', { ...oldNode, platform: 'plan9', arch: 'mips' }),
    );
    assert.equal(code, 1);
    assert.match(
      output,
      /cannot bring Node along for plan9-mips\.\nInstall Node 22 \|\| 24 yourself/,
    );
  });

  it('says so when the cache folder cannot be made', async () => {
    const path = await clone('cache');
    await writeFile(join(path, 'cache'), 'a file, not a folder');
    const { code, output } = await dev(path);
    assert.equal(code, 1);
    assert.match(output, /The cache folder .* cannot be written to/);
  });

  it('says what to install when npm is not there', async () => {
    const { code, output } = await dev(
      await clone('without-npm'),
      { PATH: folder },
      await pretend('old-node', oldNode),
    );
    assert.equal(code, 1);
    assert.match(output, /npm cannot be run: .*\nInstall it/);
  });

  it('says what to install when the Node that it fetched does not run', async () => {
    const path = await clone('libc');
    const { code, output } = await dev(
      path,
      { PATH: await fakeNpm() },
      await pretend('old-node', oldNode),
    );
    assert.equal(code, 1);
    assert.match(
      output,
      /The Node that was fetched does not run here: .*\nInstall Node 22 \|\| 24 yourself/,
    );
  });

  it('says what to check when the dependencies cannot be installed', async () => {
    const { code, output } = await dev(await clone('dependencies'), {
      ...(await fakeYarn('Error: connect ECONNREFUSED 127.0.0.1:9')),
    });
    assert.equal(code, 1);
    assert.match(output, /could not be installed\. Check your network/);
    assert.match(output, /ECONNREFUSED/);
  });

  it('says so when the disk is full', async () => {
    const { code, output } = await dev(await clone('disk'), {
      ...(await fakeYarn('YN0001: ENOSPC: no space left on device')),
    });
    assert.equal(code, 1);
    assert.match(output, /There is no space left on the disk/);
  });

  it('says which port is taken, and which key it belongs to', async () => {
    const server = createServer();
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const { code, output } = await new Promise(resolve => {
      const child = spawn(process.execPath, ['scripts/check-ports.mjs'], {
        cwd: root,
        env: { ...process.env, APP_CONFIG_app_listen_port: String(port) },
      });
      let text = '';
      child.stderr.on('data', data => (text += data));
      child.on('close', exit => resolve({ code: exit, output: text }));
    });
    server.close();
    assert.equal(code, 1);
    assert.match(
      output,
      new RegExp(
        `Port ${port} is in use, and app.listen.port in app-config.yaml needs it`,
      ),
    );
  });

  describe(
    'when everything is installed',
    { skip: process.platform === 'win32' },
    () => {
      const FAILING = `console.error('Port 7007 is in use'); process.exit(1);`;
      const RUNNING = `
      process.on('SIGINT', () => { console.log('dev-proxy: stopping'); process.exit(); });
      setInterval(() => {}, 1000);
      console.log('dev-proxy: running');`;

      /** Runs the command with another program in place of the Backstage CLI, which can start a process as the CLI would. */
      const devWith = async (name, program) => {
        const path = await clone(name);
        const bin = join(path, 'node_modules', '@backstage', 'cli', 'bin');
        await mkdir(bin, { recursive: true });
        await writeFile(
          join(bin, 'backstage-cli'),
          `const { spawn } = require('node:child_process');
         const preload = process.argv.find(argument => argument.startsWith('--require='));
         const start = code => spawn(process.execPath, [preload, '-e', code], { stdio: 'inherit' });
         ${program}`,
        );
        await writeFile(join(path, 'scripts', 'check-ports.mjs'), '');
        const lock = await readFile(join(path, 'yarn.lock'));
        await writeFile(
          join(path, 'node_modules', '.installed'),
          createHash('sha256').update(lock).digest('hex'),
        );
        return dev(path, await fakeYarn(name));
      };

      it('stops all processes when one fails at startup, and ends with the reason', async () => {
        const { code, output } = await devWith(
          'failing',
          `spawn(process.execPath, ['-e', ${JSON.stringify(
            RUNNING,
          )}], { stdio: ['ignore', 'pipe', 'inherit'] })
           .stdout.on('data', data => {
             process.stdout.write(data);
             if (/running/.test(data)) start(${JSON.stringify(FAILING)});
           });
         process.on('SIGINT', () => {});`,
        );
        assert.equal(code, 1);
        assert.match(output, /dev-proxy: stopping/);
        assert.equal(output.trim().split('\n').pop(), 'Port 7007 is in use');
      });

      it('keeps running when a change of code breaks a process', async () => {
        const { code, output } = await devWith(
          'changed',
          `start('').on('exit', () =>
           start(${JSON.stringify(
             FAILING,
           )}).on('exit', () => console.log('still running')));`,
        );
        assert.equal(code, 0);
        assert.equal(output.trim().split('\n').pop(), 'still running');
      });
    },
  );

  /** A folder with an npm that installs nothing. */
  async function fakeNpm() {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'npm'), '#!/bin/sh\n', { mode: 0o755 });
    return bin;
  }

  /** The Yarn that started the command, as far as it can tell; it fails with a message. */
  async function fakeYarn(message) {
    const file = join(folder, `yarn-${message.length}.js`);
    await writeFile(
      file,
      `#!/usr/bin/env node\nconsole.log(${JSON.stringify(
        message,
      )}); process.exit(1);`,
    );
    await chmod(file, 0o755);
    return {
      npm_execpath: file,
      npm_config_user_agent: `${manifest.packageManager.replace(
        '@',
        '/',
      )} npm/? node/?`,
      YARN_NPM_REGISTRY_SERVER: NOWHERE,
    };
  }
});

describe('the program that runs programs', { concurrency: true }, () => {
  const GRANDCHILD = `
    ['SIGINT', 'SIGTERM'].forEach(signal => process.on(signal, () => {}));
    setInterval(() => {}, 1000);
    console.log(process.pid);`;
  const PARENT = `
    const { spawn } = require('child_process');
    spawn(process.execPath, ['-e', ${JSON.stringify(
      GRANDCHILD,
    )}], { stdio: 'inherit' });
    process.on('SIGINT', () => process.exit());
    setInterval(() => {}, 1000);`;
  const RUNNER = `
    import { runInForeground } from ${JSON.stringify(
      join(root, 'scripts', 'processes.mjs'),
    )};
    process.exitCode = await runInForeground([process.execPath, '-e', ${JSON.stringify(
      PARENT,
    )}], {});`;
  const RUN = ['--input-type=module', '-e', RUNNER];

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    it(
      `leaves nobody behind on ${signal}, not even who does not listen`,
      { skip: process.platform === 'win32' },
      async () => {
        const runner = spawn(process.execPath, RUN);
        const grandchild = await new Promise(resolve =>
          runner.stdout.once('data', data => resolve(Number(data))),
        );
        runner.kill(signal);
        const code = await new Promise(resolve => runner.on('close', resolve));
        assert.equal(code, expected);
        assert.throws(() => process.kill(grandchild, 0), { code: 'ESRCH' });
      },
    );
  }

  it(
    'leaves nobody behind when the shell in which npm started it is gone',
    { skip: process.platform === 'win32' },
    async () => {
      const shell = spawn(
        'sh',
        ['-c', '"$0" "$@"; true', process.execPath, ...RUN],
        { env: { ...process.env, npm_lifecycle_event: 'dev' } },
      );
      const grandchild = await new Promise(resolve =>
        shell.stdout.once('data', data => resolve(Number(data))),
      );
      shell.kill();
      // When nobody holds the other end of its output any more.
      await new Promise(resolve => shell.on('close', resolve));
      assert.throws(() => process.kill(grandchild, 0), { code: 'ESRCH' });
    },
  );
});
