import { APIRequestContext } from '@playwright/test';
import { setTimeout } from 'timers/promises';

const SETTING = '/api/user-settings/buckets/traffic/keys/count';
const PAUSE_MS = 100;
const TIMEOUT_MS = 10_000;
const SETTLED_AFTER = 20;

type Kind = 'page' | 'refresh' | 'read' | 'write';

/** Repeats the requests of a user at work, and counts failures. */
export class Traffic {
  #running = true;
  #loops: Promise<void>[] = [];
  #results: { kind: Kind; at: number; outcome: string }[] = [];
  #written = 0;

  constructor(
    private readonly session: APIRequestContext,
    private readonly headers: Record<string, string>,
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

  /** Waits until many requests in a row have succeeded. */
  async settled() {
    while (this.#goodInARow() < SETTLED_AFTER) {
      await setTimeout(PAUSE_MS);
    }
  }

  /** Stops, and returns the result with a one-line summary. */
  async stop(): Promise<{ failed: number; summary: string }> {
    this.#running = false;
    await Promise.all(this.#loops);
    const failures = this.#results.filter(({ outcome }) => outcome !== 'ok');
    const failed = failures.length;
    const counts: Record<string, number> = {};
    for (const { kind, outcome } of failures) {
      counts[`${kind} ${outcome}`] = (counts[`${kind} ${outcome}`] ?? 0) + 1;
    }
    const details = Object.entries(counts).map(entry => entry.join(': '));
    const seconds = failed ? (failures.at(-1)!.at - failures[0].at) / 1000 : 0;
    const total = this.#results.length;
    const summary = `${failed} of ${total} requests failed, within ${seconds.toFixed(
      1,
    )} s (${details.join(', ') || 'none'})`;
    return { failed, summary };
  }

  /** Whether the last value that was saved still exists. */
  async nothingIsLost(): Promise<boolean> {
    const { headers } = this;
    const response = await this.session.get(SETTING, { headers });
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
      headers: { ...this.headers, ...headers },
      timeout: TIMEOUT_MS,
    });
    return response.status() === 200 ? 'ok' : String(response.status());
  }

  async #write(): Promise<string> {
    const value = this.#written + 1;
    const response = await this.session.put(SETTING, {
      headers: this.headers,
      data: { value },
      timeout: TIMEOUT_MS,
    });
    if (response.status() !== 200) {
      return String(response.status());
    }
    this.#written = value;
    return 'ok';
  }

  #goodInARow(): number {
    const last = this.#results.findLastIndex(({ outcome }) => outcome !== 'ok');
    return this.#results.length - 1 - last;
  }
}
