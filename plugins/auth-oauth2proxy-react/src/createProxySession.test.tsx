import { ApiFactoryRegistry, ApiResolver } from '@backstage/core-app-api';
import {
  AnyApiFactory,
  configApiRef,
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { mockApis } from '@backstage/test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { createProxySession } from './createProxySession';
import { supportDialogs } from './session/__testUtils__/dialogs';
import {
  ADA,
  discovery,
  GRACE,
  openSignInPage,
  ORIGIN,
  TestPortal,
} from './session/__testUtils__/portal';

const PROVIDER = 'acme-proxy';
const ENTITIES = `${ORIGIN}/api/catalog/entities`;

const portal = new TestPortal(PROVIDER);

beforeAll(supportDialogs);

beforeEach(() => portal.signIn());

/** Renders an app with all parts of a session. Ada is signed in. */
async function openApp() {
  const session = createProxySession({ provider: PROVIDER });
  const identities = await openSignInPage(session, PROVIDER);
  await waitFor(() => expect(identities).toHaveLength(1));
  const identityFactory = createApiFactory(identityApiRef, identities[0]);
  return {
    identityFactory,
    ...createApis([...session.apis, identityFactory]),
  };
}

function createApis(factories: AnyApiFactory[]) {
  const data = { backend: { baseUrl: ORIGIN }, permission: { enabled: true } };
  const registry = new ApiFactoryRegistry();
  [
    ...factories,
    createApiFactory(configApiRef, mockApis.config({ data })),
    createApiFactory(discoveryApiRef, discovery),
  ].forEach(factory => registry.register('app', factory));
  const apis = new ApiResolver(registry);
  return {
    fetchApi: apis.get(fetchApiRef)!,
    permissionApi: apis.get(permissionApiRef)!,
  };
}

/** Mocks a URL: returns the proxy's response while no user is signed in, and a JSON body otherwise. */
function answerSignedIn(url: string, answer: (request: Request) => unknown) {
  portal.server.use(
    http.all(url, async ({ request }) =>
      portal.isSignedIn
        ? HttpResponse.json((await answer(request)) as {})
        : HttpResponse.json({}, { status: 401 }),
    ),
  );
  portal.endSession();
}

async function signInAgain(user = ADA) {
  const name = 'Your session has ended';
  const dialog = await screen.findByRole('alertdialog', { name });
  portal.signIn(user);
  window.dispatchEvent(new Event('online'));
  await waitFor(() => expect(dialog).not.toBeInTheDocument());
}

describe('createProxySession', () => {
  it("holds the fetch API's requests, and shows notices that were rendered before sign-in", async () => {
    const { fetchApi } = await openApp();
    answerSignedIn(ENTITIES, () => ['engine']);
    const response = fetchApi.fetch(ENTITIES, { method: 'POST' });
    await signInAgain();
    expect(await (await response).json()).toEqual(['engine']);
  });

  it("holds the permission API's requests", async () => {
    const { permissionApi } = await openApp();
    answerSignedIn(`${ORIGIN}/api/permission/authorize`, async request => {
      const { items } = await request.json();
      return {
        items: items.map(({ id }: { id: string }) => ({ id, result: 'ALLOW' })),
      };
    });
    const decision = permissionApi.authorize({
      permission: { type: 'basic', name: 'catalog.read', attributes: {} },
    });
    await signInAgain();
    expect((await decision).result).toBe('ALLOW');
  });

  it('holds lazily loaded parts of the app', async () => {
    const attempts: unknown[] = [];
    const bundler = {
      f: {
        script(id: unknown, pending: Promise<unknown>[]) {
          attempts.push(id);
          pending.push(
            portal.isSignedIn
              ? Promise.resolve()
              : Promise.reject(new Error('Loading chunk 7 failed')),
          );
        },
      },
    };
    Object.assign(globalThis, { __webpack_require__: bundler });
    await openApp();
    Reflect.deleteProperty(globalThis, '__webpack_require__');
    portal.endSession();
    const pending: Promise<unknown>[] = [];
    bundler.f.script(7, pending);
    await signInAgain();
    await Promise.all(pending);
    expect(attempts).toEqual([7, 7]);
  });

  it('names both users when another user signs in', async () => {
    const { fetchApi } = await openApp();
    answerSignedIn(ENTITIES, () => []);
    const caller = new AbortController();
    const sent = jest.fn();
    fetchApi.fetch(ENTITIES, { signal: caller.signal }).then(sent, () => {});
    await signInAgain(GRACE);
    const dialog = await screen.findByRole('alertdialog', {
      name: 'Grace Hopper is signed in now',
    });
    expect(dialog).toHaveTextContent(
      'This page belongs to another user. Its pending requests were not sent.',
    );
    expect(
      screen.getAllByRole('button').map(button => button.textContent),
    ).toEqual(['Continue as Grace Hopper', 'Sign in as Ada Lovelace again']);
    expect(sent).not.toHaveBeenCalled();
    caller.abort();
  });

  it('keeps two sessions apart', async () => {
    const { identityFactory } = await openApp();
    const other = createProxySession({ provider: 'other' });
    const { fetchApi } = createApis([...other.apis, identityFactory]);
    answerSignedIn(ENTITIES, () => []);
    expect((await fetchApi.fetch(ENTITIES)).status).toBe(401);
  });

  it('opens the pop-up window from the dialog', async () => {
    const user = userEvent.setup();
    const open = jest.spyOn(window, 'open').mockReturnValue(null);
    const { fetchApi } = await openApp();
    answerSignedIn(ENTITIES, () => []);
    const response = fetchApi.fetch(ENTITIES);
    await user.click(
      await screen.findByRole('button', { name: 'Sign in again' }),
    );
    expect(open).toHaveBeenCalledTimes(1);
    expect(
      await screen.findByRole('alertdialog', {
        name: 'Your browser blocked the sign-in window',
      }),
    ).toBeVisible();
    portal.signIn();
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect((await response).status).toBe(200);
  });
});
