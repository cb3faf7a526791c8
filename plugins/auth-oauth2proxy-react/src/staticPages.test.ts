import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SIGNED_IN_PAGE, SIGNED_OUT_PAGE } from './proxyPaths';
import { CHANNEL } from './session/syncTabs';

const PROGRAM = resolve(__dirname, '../bin/backstage-oauth2proxy-pages.js');
const STATIC = resolve(__dirname, '../static');
const APP = resolve(__dirname, '../../../packages/app/public');

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

describe('the static pages', () => {
  it.each([SIGNED_IN_PAGE, SIGNED_OUT_PAGE])('include %s', page => {
    expect(existsSync(join(STATIC, page))).toBe(true);
  });

  it('notify the other tabs on their channel', () => {
    expect(read(STATIC, 'signed-in.js')).toContain(`'${CHANNEL}'`);
  });

  it('have the same script in this portal', () => {
    expect(read(APP, 'signed-in.js')).toBe(read(STATIC, 'signed-in.js'));
  });

  it('have the same inline style, because the last page cannot load files', () => {
    const [signedIn, signedOut] = [SIGNED_IN_PAGE, SIGNED_OUT_PAGE].map(
      page => read(STATIC, page).match(/<style>[^]*?<\/style>/)?.[0],
    );
    expect(signedIn).toBeDefined();
    expect(signedIn).toBe(signedOut);
  });

  it.each(['signed-in.html', 'signed-out.html'])(
    'do not depend on the portal: %s',
    page => {
      expect(read(STATIC, page)).not.toMatch(/#[0-9a-f]{6}|oauth2|icon\.svg/);
    },
  );
});

describe('the command that copies the static pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-'));
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [PROGRAM, ...args], { cwd: folder });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says where to run it if there is no folder for static files', async () => {
    await expect(run()).rejects.toThrow(/There is no folder .*public/);
  });

  it('copies them, and keeps files that exist', async () => {
    mkdirSync(join(folder, 'public'));
    writeFileSync(join(folder, 'public', 'signed-out.html'), 'ours');
    const { stdout } = await run();
    expect(stdout).toContain('signed-out.html exists and was not changed');
    expect(read(folder, 'public', 'signed-out.html')).toBe('ours');
    expect(read(folder, 'public', 'signed-in.html')).toBe(
      read(STATIC, 'signed-in.html'),
    );
  });
});
