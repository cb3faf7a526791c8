import { spawn } from 'child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const root = join(__dirname, '..', '..');
const BIN = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'bin',
  'backstage-cli',
);

const LOGIN = /Open this URL to continue: (\S+)/;

export interface CliResult {
  code: number | null;
  output: string;
}

/** The Backstage CLI, signed in to one portal, with its own home folder. */
export class Cli {
  readonly instance = 'tested';
  #home = mkdtempSync(join(tmpdir(), 'cli-'));

  constructor(readonly portal: string, private readonly env = {}) {}

  /** Runs a command for this portal. */
  async run(...args: string[]): Promise<CliResult> {
    return this.#start([...args, '--instance', this.instance]).result;
  }

  /** Starts to sign in, and returns the URL to open in a browser. */
  async login(): Promise<{ url: string; result: Promise<CliResult> }> {
    const { result, read } = this.#start([
      ...['auth', 'login', '--no-browser', '--backend-url', this.portal],
      ...['--instance', this.instance],
    ]);
    const url = await Promise.race([
      read(LOGIN),
      result.then(({ output }) => {
        throw new Error(`The CLI ended without a URL:\n${output}`);
      }),
    ]);
    return { url, result };
  }

  /** Makes the CLI's access token look expired. */
  expire() {
    const file = join(
      this.#home,
      'config',
      'backstage-cli',
      'auth-instances.yaml',
    );
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/accessTokenExpiresAt: \d+/, 'accessTokenExpiresAt: 0'),
    );
  }

  /** Returns a token that the CLI has stored. */
  stored(name: 'accessToken' | 'refreshToken'): string | undefined {
    const file = join(
      ...[this.#home, 'data', 'backstage-cli', 'auth-secrets'],
      encodeURIComponent(`backstage-cli:auth-instance:${this.instance}`),
      `${name}.secret`,
    );
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  dispose() {
    rmSync(this.#home, { recursive: true });
  }

  #start(args: string[]) {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: root,
      env: {
        ...process.env,
        HOME: this.#home,
        XDG_CONFIG_HOME: join(this.#home, 'config'),
        XDG_DATA_HOME: join(this.#home, 'data'),
        FORCE_COLOR: '0',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const listeners = new Set<() => void>();
    const onData = (data: Buffer) => {
      output += data;
      listeners.forEach(listener => listener());
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    const result = new Promise<CliResult>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => resolve({ code, output }));
    });
    /** Waits for output that matches, and returns the first group. */
    const read = (pattern: RegExp) =>
      new Promise<string>(resolve => {
        const check = () => {
          const [, found] = output.match(pattern) ?? [];
          if (found) {
            listeners.delete(check);
            resolve(found);
          }
        };
        listeners.add(check);
      });
    return { result, read };
  }
}
