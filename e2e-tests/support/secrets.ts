/** The length of a part of a secret that a log must not contain. */
const WINDOW = 8;

/** Everything that no log may contain, with names for the report. */
export class Secrets {
  #names = new Map<string, string>();

  /** Adds random text, any part of which is secret. */
  add(name: string, value: string) {
    for (const part of windowsOf(value)) {
      // Cookies contain times, which consist of digits.
      if (!/^\d+$/.test(part)) {
        this.#names.set(part, name);
      }
    }
  }

  /** Adds a token without its header, which other tokens share. */
  addToken(name: string, token: string) {
    token
      .split('.')
      .slice(1)
      .forEach(part => this.add(name, part));
  }

  /** Adds all of the proxy's cookies. */
  addCookies(name: string, cookies: { name: string; value: string }[]) {
    cookies
      .filter(cookie => cookie.name.includes('_oauth2_proxy'))
      .forEach(cookie => this.add(`${name} ${cookie.name}`, cookie.value));
  }

  /** Adds the random part of Keycloak's code. The IDs of session and client follow it. */
  addCode(name: string, callback: string) {
    const code = new URL(callback).searchParams.get('code') ?? '';
    this.add(name, code.split('.')[0]);
  }

  /** Returns the names of secrets that a log contains, in whole or in part. */
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
