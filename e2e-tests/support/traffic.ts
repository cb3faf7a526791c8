import { APIRequestContext } from '@playwright/test';
import { setTimeout } from 'timers/promises';

const SETTING = '/api/user-settings/buckets/traffic/keys/count';
const PAUSE_MS = 100;
const PATIENCE_MS = 10_000;
const SETTLED_AFTER = 20;

type Kind = 'page' | 'refresh' | 'read' | 'write';

/** What someone who works in the portal asks of it, over and over, and how often it failed. */
export class Traffic {
  #running = true;
  #loops: Promise<void>[] = [];
  #results: { kind: Kind; at: number; outcome: string }[] = [];
  #written = 0;

  constructor(
    private readonly session: APIRequestContext,
    private readonly token: string,
  ) {
    const requests = {
      page: () => this.#get('/', { accept: 'text/html' }),
      refresh: () => this.#get('/api/auth/oauth2proxy/refresh'),
      read: () => this.#get('/api/catalog/entities?limit=1'),
      write: () => this.#write(),
    };
    this.#loops = Object.entries(requests).map(([kind, send]) =>
      this.#loop(kind as Kind, send),
    );
  }

  /** Waits until everything has gone well for a while. */
  async settled() {
    while (this.#goodInARow() < SETTLED_AFTER) {
      await setTimeout(PAUSE_MS);
    }
  }

  /** Ends it, and says in one line what came of it. */
  async stop(): Promise<{ failed: number; summary: string }> {
    this.#running = false;
    await Promise.all(this.#loops);
    const failures = this.#results.filter(({ outcome }) => outcome !== 'ok');
    const kinds: Record<string, number> = {};
    for (const { kind, outcome } of failures) {
      kinds[`${kind} ${outcome}`] = (kinds[`${kind} ${outcome}`] ?? 0) + 1;
    }
    const details = Object.entries(kinds).map(entry => entry.join(': '));
    const times = failures.map(({ at }) => at);
    const seconds = times.length
      ? (Math.max(...times) - Math.min(...times)) / 1000
      : 0;
    return {
      failed: failures.length,
      summary: `${failures.length} of ${
        this.#results.length
      } requests failed, within ${seconds.toFixed(1)} s (${
        details.join(', ') || 'none'
      })`,
    };
  }

  /** Whether what was saved last is still there. */
  async nothingIsLost(): Promise<boolean> {
    const response = await this.session.get(SETTING, {
      headers: this.#headers(),
    });
    const { value } = await response.json();
    return value >= this.#written;
  }

  async #loop(kind: Kind, send: () => Promise<string>) {
    while (this.#running) {
      const outcome = await send().catch(error =>
        /timed out/i.test(error.message) ? 'timed out' : 'cut off',
      );
      this.#results.push({ kind, at: Date.now(), outcome });
      await setTimeout(PAUSE_MS);
    }
  }

  async #get(path: string, headers = {}): Promise<string> {
    const response = await this.session.get(path, {
      headers: { ...this.#headers(), ...headers },
      timeout: PATIENCE_MS,
    });
    return response.status() === 200 ? 'ok' : String(response.status());
  }

  async #write(): Promise<string> {
    const value = this.#written + 1;
    const response = await this.session.put(SETTING, {
      headers: this.#headers(),
      data: { value },
      timeout: PATIENCE_MS,
    });
    if (response.status() !== 200) {
      return String(response.status());
    }
    this.#written = value;
    return 'ok';
  }

  #headers() {
    return { authorization: `Bearer ${this.token}` };
  }

  #goodInARow(): number {
    const last = this.#results.findLastIndex(({ outcome }) => outcome !== 'ok');
    return this.#results.length - 1 - last;
  }
}
