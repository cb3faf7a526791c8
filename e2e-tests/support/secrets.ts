/** How much of a secret is too much. */
const WINDOW = 8;

/** Everything that must be in no log, by the names it has in a report. */
export class Secrets {
  #names = new Map<string, string>();

  /** Random text. A part of it is as secret as the whole. */
  add(name: string, value: string) {
    for (const part of windowsOf(value)) {
      // Digits alone are times, which cookies contain too.
      if (!/^\d+$/.test(part)) {
        this.#names.set(part, name);
      }
    }
  }

  /** The parts of a token that no other token has: not its header. */
  addToken(name: string, token: string) {
    token
      .split('.')
      .slice(1)
      .forEach(part => this.add(name, part));
  }

  /** All cookies of a browser, those that are about to expire too. */
  addCookies(name: string, cookies: { name: string; value: string }[]) {
    cookies
      .filter(cookie => cookie.name.includes('_oauth2_proxy'))
      .forEach(cookie => this.add(`${name} ${cookie.name}`, cookie.value));
  }

  /** Keycloak's codes begin with a random part. The session and the client follow. */
  addCode(name: string, callback: string) {
    const code = new URL(callback).searchParams.get('code') ?? '';
    this.add(name, code.split('.')[0]);
  }

  /** The secrets that a log gives away, in whole or in part. */
  findIn(log: string): string[] {
    const found = new Set<string>();
    for (const part of windowsOf(log)) {
      const name = this.#names.get(part);
      if (name) {
        found.add(name);
      }
    }
    return [...found];
  }
}

function* windowsOf(text: string) {
  for (let start = 0; start + WINDOW <= text.length; start++) {
    yield text.slice(start, start + WINDOW);
  }
}
