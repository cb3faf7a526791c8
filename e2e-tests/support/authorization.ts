import { APIRequestContext, Page } from '@playwright/test';
import { randomBytes } from 'crypto';
import { authorizePath, CLIENT_ID, createPkce } from './oauth';

const CALLBACK = 'http://127.0.0.1:33418/';

/** A program that asks a user to authorize it, like the command line. */
export class Program {
  readonly clientId = CLIENT_ID;
  readonly state = randomBytes(16).toString('hex');
  #pkce = createPkce();

  /** The path that the program opens in the browser. */
  get path(): string {
    return authorizePath(this.#pkce.challenge, {
      redirect_uri: CALLBACK,
      state: this.state,
    });
  }

  /** Answers the browser when it returns to the program, and collects the parameters that it sends. */
  async listen(page: Page): Promise<URLSearchParams[]> {
    const received: URLSearchParams[] = [];
    await page.route(`${CALLBACK}**`, async route => {
      received.push(new URL(route.request().url()).searchParams);
      await route.fulfill({ contentType: 'text/html', body: '<h1>Done</h1>' });
    });
    return received;
  }

  exchange(request: APIRequestContext, code: string) {
    return this.#requestToken(request, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      code_verifier: this.#pkce.verifier,
    });
  }

  refresh(request: APIRequestContext, refreshToken: string) {
    return this.#requestToken(request, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
  }

  #requestToken(request: APIRequestContext, data: object) {
    const body = { client_id: CLIENT_ID, ...data };
    return request.post('/api/auth/v1/token', { data: body });
  }
}
