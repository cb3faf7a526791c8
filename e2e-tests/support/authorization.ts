import { APIRequestContext, Page } from '@playwright/test';
import { createHash, randomBytes } from 'crypto';

/** A client in `auth.staticClients` of app-config.yaml. */
const CLIENT_ID = 'mcp';
const CALLBACK = 'http://127.0.0.1:33418/';

/** A program that asks a user to authorize it, like the command line. */
export class Program {
  readonly clientId = CLIENT_ID;
  readonly state = randomBytes(16).toString('hex');
  #verifier = randomBytes(32).toString('base64url');

  /** The path that the program opens in the browser. */
  get path(): string {
    return `/api/auth/v1/authorize?${new URLSearchParams({
      client_id: CLIENT_ID,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid offline_access',
      state: this.state,
      code_challenge: createHash('sha256')
        .update(this.#verifier)
        .digest('base64url'),
      code_challenge_method: 'S256',
    })}`;
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
      code_verifier: this.#verifier,
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
