import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { manifest, root } from '../lib/command.mjs';

const NOWHERE = 'http://127.0.0.1:9/';

/** Waits for the end of a process. */
function resultOf(child) {
  let output = '';
  child.stdout.on('data', data => (output += data));
  child.stderr.on('data', data => (output += data));
  return new Promise(resolve =>
    child.on('close', code => resolve({ code, output })),
  );
}

describe('npm run dev', () => {
  let folder;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commands-'));
  });

  after(() => rm(folder, { recursive: true }));

  /** A clone without dependencies, with the files that the command needs until it installs them. */
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
    resultOf(
      spawn(process.execPath, [...preload, 'scripts/dev.mjs'], {
        cwd,
        env: {
          PATH: process.env.PATH,
          HOME: cwd,
          npm_config_fetch_retries: '0',
          ...env,
        },
      }),
    );

  /** Pretends to be another Node, on another system. */
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

  for (const [rule, env, system, expected] of [
    [
      'what to check when the registry cannot be reached',
      () => ({ npm_config_registry: NOWHERE }),
      {},
      /could not be fetched from the npm registry\. Check your network, proxy/,
    ],
    [
      "why npm's cache cannot be used",
      () => ({
        npm_config_cache: process.execPath,
        npm_config_registry: NOWHERE,
      }),
      {},
      /npm says:[^]*error writing to the directory/,
    ],
    [
      "what to install on a system that it can't download Node for",
      () => ({}),
      { platform: 'plan9', arch: 'mips' },
      /can't download Node for plan9-mips\.\nInstall Node 22 \|\| 24 yourself/,
    ],
    [
      'what to install when there is no npm',
      () => ({ PATH: folder }),
      {},
      /npm cannot be run: .*\nInstall it/,
    ],
    [
      'what to install when the Node from npm does not run',
      async () => ({
        PATH: await fakeNpm('echo "sh: 1: node: not found"; exit 127'),
      }),
      {},
      /The downloaded Node does not run here\.\nInstall Node 22 \|\| 24 yourself/,
    ],
  ]) {
    it(`says ${rule}`, async () => {
      const { code, output } = await dev(
        await clone(rule),
        await env(),
        await pretend(rule, { ...oldNode, ...system }),
      );
      assert.equal(code, 1);
      assert.match(output, expected);
      assert.doesNotMatch(output, /at .*\.mjs:\d+/);
    });
  }

  for (const [rule, message, expected] of [
    [
      'what to check when the dependencies cannot be installed',
      'Error: connect ECONNREFUSED 127.0.0.1:9',
      /could not be installed\. Check your network[^]*ECONNREFUSED/,
    ],
    [
      'that the disk is full',
      'YN0001: ENOSPC: no space left on device',
      /There is no space left on the disk/,
    ],
  ]) {
    it(`says ${rule}`, async () => {
      const { code, output } = await dev(
        await clone(rule),
        await fakeYarn(message),
      );
      assert.equal(code, 1);
      assert.match(output, expected);
    });
  }

  it("passes npm's network settings on to Yarn", async () => {
    const modules = join(folder, 'npx', 'node_modules');
    const bin = join(modules, '@yarnpkg', 'cli-dist', 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(
      join(bin, 'yarn.js'),
      'console.log(JSON.stringify(process.env)); process.exit(1);',
    );
    const npmrc = join(folder, 'npmrc');
    await writeFile(npmrc, '//registry.example.com/:_authToken=s3cret');
    const npmEnv = {
      PATH: join(modules, '.bin'),
      npm_config_userconfig: npmrc,
      npm_config_registry: 'https://registry.example.com/',
      npm_config_cafile: '/etc/ca.pem',
      npm_config_https_proxy: 'http://proxy.example.com',
    };
    const { output } = await dev(await clone('network'), {
      PATH: await fakeNpm(`echo '${JSON.stringify(npmEnv)}'`),
    });
    const yarnEnv = JSON.parse(output.match(/^\{.*\}$/m)[0]);
    assert.equal(yarnEnv.YARN_NPM_REGISTRY_SERVER, npmEnv.npm_config_registry);
    assert.equal(yarnEnv.YARN_NPM_AUTH_TOKEN, 's3cret');
    assert.equal(yarnEnv.YARN_HTTPS_CA_FILE_PATH, npmEnv.npm_config_cafile);
    assert.equal(yarnEnv.YARN_HTTPS_PROXY, npmEnv.npm_config_https_proxy);
  });

  it('says which port is taken, and which key it belongs to', async () => {
    const server = createServer();
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    const child = spawn(process.execPath, ['scripts/lib/checkPorts.mjs'], {
      cwd: root,
      env: {
        ...process.env,
        APP_CONFIG_app_baseUrl: 'http://localhost:1',
        APP_CONFIG_app_listen_port: String(port),
      },
    });
    const { code, output } = await resultOf(child);
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
        await writeFile(join(path, 'scripts', 'lib', 'checkPorts.mjs'), '');
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

  /** A folder with an npm that runs this shell script. */
  async function fakeNpm(script) {
    const bin = await mkdtemp(join(folder, 'npm-'));
    await writeFile(join(bin, 'npm'), `#!/bin/sh\n${script}\n`, {
      mode: 0o755,
    });
    return bin;
  }

  /** Pretends that the command was started by a Yarn, which fails with a message. */
  async function fakeYarn(message) {
    const file = join(folder, `yarn-${message.length}.js`);
    await writeFile(
      file,
      `#!/usr/bin/env node\nconsole.log(${JSON.stringify(
        message,
      )}); process.exit(1);`,
      { mode: 0o755 },
    );
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

const OPTIONS = { concurrency: true, skip: process.platform === 'win32' };

describe('runInForeground', OPTIONS, () => {
  const CHILD = `
    ['SIGINT', 'SIGTERM'].forEach(signal => process.on(signal, () => {}));
    setInterval(() => {}, 1000);
    console.log(process.pid);`;
  const PARENT = `
    const { spawn } = require('child_process');
    spawn(process.execPath, ['-e', ${JSON.stringify(
      CHILD,
    )}], { stdio: 'inherit' });
    process.on('SIGINT', () => process.exit());
    setInterval(() => {}, 1000);`;
  const RUNNER = `
    import { runInForeground } from ${JSON.stringify(
      join(root, 'scripts', 'lib', 'processes.mjs'),
    )};
    process.exitCode = await runInForeground([process.execPath, '-e', ${JSON.stringify(
      PARENT,
    )}], {});`;
  const RUN = ['--input-type=module', '-e', RUNNER];

  /** Starts the runner, stops it when everything runs, and returns its exit code. */
  async function stop(runner, signal) {
    const ended = once(runner, 'close');
    const [pid] = await once(runner.stdout, 'data');
    runner.kill(signal);
    const [code] = await ended;
    assert.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' });
    return code;
  }

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    it(`ends all processes on ${signal}, even those that ignore it`, async () => {
      const runner = spawn(process.execPath, RUN);
      assert.equal(await stop(runner, signal), expected);
    });
  }

  it("ends all processes when npm's shell is gone", () =>
    stop(
      spawn('sh', ['-c', '"$0" "$@"; true', process.execPath, ...RUN], {
        env: { ...process.env, npm_lifecycle_event: 'dev' },
      }),
    ));
});
