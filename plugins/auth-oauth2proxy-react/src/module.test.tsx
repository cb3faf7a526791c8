import { createApp } from '@backstage/frontend-defaults';
import {
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
  useApi,
} from '@backstage/frontend-plugin-api';
import { mockApis } from '@backstage/test-utils';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { useState } from 'react';
import { createProxySessionModule } from './module';
import { supportDialogs } from './session/__testUtils__/dialogs';
import { ORIGIN, TestPortal } from './session/__testUtils__/portal';

const PROVIDER = 'acme-proxy';
const ENTITIES = `${ORIGIN}/api/catalog/entities`;

const portal = new TestPortal(PROVIDER);

/** Sends a request when the user clicks. */
function Page() {
  const { fetch } = useApi(fetchApiRef);
  const [status, setStatus] = useState<number>();
  const send = async () => setStatus((await fetch(ENTITIES)).status);
  return <button onClick={send}>Status: {status}</button>;
}

const page = PageBlueprint.make({
  params: { path: '/', loader: async () => <Page /> },
});

beforeAll(supportDialogs);

describe('createProxySessionModule', () => {
  it('signs in to an app of the new frontend system, and holds its requests while no user is signed in', async () => {
    portal.signIn();
    portal.server.use(
      http.get(ENTITIES, () =>
        HttpResponse.json({}, { status: portal.isSignedIn ? 200 : 401 }),
      ),
    );
    const data = { app: { baseUrl: ORIGIN }, backend: { baseUrl: ORIGIN } };
    const app = createApp({
      features: [
        createFrontendPlugin({ pluginId: 'test', extensions: [page] }),
        createProxySessionModule({ provider: PROVIDER }),
      ],
      advanced: {
        configLoader: async () => ({ config: mockApis.config({ data }) }),
      },
    });
    render(app.createRoot());

    const button = await screen.findByText(/Status/, {}, { timeout: 20_000 });
    portal.endSession();
    await userEvent.click(button);
    const dialog = await screen.findByRole('alertdialog', {
      name: 'Your session has ended',
    });
    portal.signIn();
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(await screen.findByText('Status: 200')).toBeInTheDocument();
  }, 30_000);
});
