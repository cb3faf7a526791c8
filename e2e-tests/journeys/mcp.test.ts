import {
  auth,
  OAuthClientProvider,
  UnauthorizedError,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { APIRequestContext, Page } from '@playwright/test';
import { CLIENT_ID, createPkce, REDIRECT_URI } from '../support/oauth';
import { expect, expectHeading, GRACE, test } from './fixtures';

const MCP = '/api/mcp-actions/v1';
const ALLOWED = { name: 'checkout-service', kind: 'Component' };
const DENIED = { name: 'gatehouse', kind: 'Component' };
const REFRESH = 'catalog.refresh-catalog-entity';

/** Opens a client's authorization URL, authorizes the client, and returns the parameters that the browser sends to it. */
async function authorizeInBrowser(page: Page, url: URL) {
  const callback = page.waitForRequest(`${REDIRECT_URI}*`);
  await page.route(`${REDIRECT_URI}*`, route =>
    route.fulfill({ body: 'Done' }),
  );
  await page.goto(url.href);
  await expectHeading(page, 'Authorize MCP client on this computer?');
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  return new URL((await callback).url()).searchParams;
}

/** An MCP client that knows only a server's URL. */
class ScriptedClient {
  #token?: string;
  #requests = 0;

  constructor(
    private readonly request: APIRequestContext,
    private readonly server: string,
  ) {}

  async signIn(authorizeAt: (url: URL) => Promise<URLSearchParams>) {
    const resource = await this.#discover(await this.#resourceMetadata());
    expect(resource.resource).toBe(this.server);
    const issuer = new URL(resource.authorization_servers[0]);
    const server = await this.#discover(
      `${issuer.origin}/.well-known/oauth-authorization-server${issuer.pathname}`,
    );
    expect(server.issuer).toBe(issuer.href);
    expect(server.code_challenge_methods_supported).toContain('S256');

    const { verifier, challenge } = createPkce();
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: resource.scopes_supported.join(' '),
      resource: resource.resource,
      state: 'scripted',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }).toString();
    const callbackParams = await authorizeAt(url);
    expect(callbackParams.get('state')).toBe('scripted');

    const response = await this.request.post(server.token_endpoint, {
      form: {
        grant_type: 'authorization_code',
        client_id: CLIENT_ID,
        redirect_uri: REDIRECT_URI,
        code: callbackParams.get('code')!,
        code_verifier: verifier,
      },
    });
    this.#token = (await response.json()).access_token;
  }

  async call(method: string, params: object) {
    const response = await this.#send(method, params);
    expect(response.status()).toBe(200);
    const [, data] = (await response.text()).match(/^data: (.*)$/m)!;
    return JSON.parse(data).result;
  }

  /** The 401 links to the document that describes the server (RFC 9728). */
  async #resourceMetadata() {
    const response = await this.#send('tools/list', {});
    expect(response.status()).toBe(401);
    const challenge = response.headers()['www-authenticate'];
    return challenge.match(/^Bearer resource_metadata="([^"]+)"$/)![1];
  }

  async #discover(url: string) {
    const response = await this.request.get(url, { maxRedirects: 0 });
    expect(response.status()).toBe(200);
    return response.json();
  }

  #send(method: string, params: object) {
    const authorization = this.#token ? `Bearer ${this.#token}` : '';
    this.#requests += 1;
    return this.request.post(this.server, {
      headers: {
        accept: 'application/json, text/event-stream',
        ...(authorization && { authorization }),
      },
      data: { jsonrpc: '2.0', id: this.#requests, method, params },
    });
  }
}

test("a client that knows only the server's URL discovers how to sign in, and acts as the user", async ({
  page,
  playwright,
  baseURL,
  signedInAs,
}) => {
  await signedInAs(GRACE.id);
  // This client does not have the browser's session.
  const request = await playwright.request.newContext();
  const client = new ScriptedClient(request, `${baseURL}${MCP}`);
  await client.signIn(url => authorizeInBrowser(page, url));

  const { tools } = await client.call('tools/list', {});
  expect(tools.map(({ name }: { name: string }) => name)).toContain(REFRESH);
  const me = await client.call('tools/call', { name: 'auth.who-am-i' });
  expect(JSON.stringify(me)).toContain('user:default/grace');

  const refresh = (input: object) =>
    client.call('tools/call', { name: REFRESH, arguments: input });
  expect((await refresh(ALLOWED)).isError).toBeFalsy();
  const denied = await refresh(DENIED);
  expect(denied.isError).toBe(true);
  expect(denied.content[0].text).toContain('NotAllowedError');
  await request.dispose();
});

/** Stores what the SDK's client needs between the steps of a sign-in. */
class MemoryProvider implements OAuthClientProvider {
  redirectUrl = REDIRECT_URI;
  clientMetadata = { redirect_uris: [REDIRECT_URI] };
  authorizationUrl?: URL;
  #tokens?: OAuthTokens;
  #verifier = '';

  clientInformation() {
    return { client_id: CLIENT_ID };
  }
  tokens() {
    return this.#tokens;
  }
  saveTokens(tokens: OAuthTokens) {
    this.#tokens = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
}

test("the MCP SDK's own client signs in, refreshes its token and acts as the user", async ({
  page,
  baseURL,
  signedInAs,
}) => {
  await signedInAs(GRACE.id);
  const authProvider = new MemoryProvider();
  const url = new URL(`${baseURL}${MCP}`);
  const createTransport = () =>
    new StreamableHTTPClientTransport(url, { authProvider });
  const client = new Client({ name: 'e2e-tests', version: '1.0.0' });
  const errors: Error[] = [];
  client.onerror = error => errors.push(error);

  const first = createTransport();
  await expect(client.connect(first)).rejects.toThrow(UnauthorizedError);
  const callbackParams = await authorizeInBrowser(
    page,
    authProvider.authorizationUrl!,
  );
  await first.finishAuth(callbackParams.get('code')!);

  errors.splice(0);
  await client.connect(createTransport());
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain(REFRESH);
  const me = await client.callTool({ name: 'auth.who-am-i' });
  expect(JSON.stringify(me)).toContain('user:default/grace');

  const { access_token: before } = authProvider.tokens()!;
  expect(await auth(authProvider, { serverUrl: url })).toBe('AUTHORIZED');
  expect(authProvider.tokens()!.access_token).not.toBe(before);

  const refresh = (input: Record<string, unknown>) =>
    client.callTool({ name: REFRESH, arguments: input });
  expect((await refresh(ALLOWED)).isError).toBeFalsy();
  const denied = await refresh(DENIED);
  expect(denied.isError).toBe(true);
  expect(JSON.stringify(denied.content)).toContain('NotAllowedError');
  expect(errors, 'errors in the background').toEqual([]);
  await client.close();
});
