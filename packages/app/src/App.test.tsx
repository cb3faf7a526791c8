import { registerMswTestHooks } from '@backstage/test-utils';
import { render, screen } from '@testing-library/react';
import { http, HttpResponse, ws } from 'msw';
import { setupServer } from 'msw/node';
import App from './App';

const ORIGIN = 'http://localhost';
const REFRESH = `${ORIGIN}/api/auth/oauth2proxy/refresh`;

const ada = {
  profile: { displayName: 'Ada Lovelace' },
  backstageIdentity: {
    token: 'header.e30.signature',
    identity: {
      type: 'user',
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada'],
    },
  },
};

const engine = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { uid: '1', namespace: 'default', name: 'engine' },
};

const server = setupServer(
  http.get(REFRESH, () => HttpResponse.json(ada)),
  http.get(`${ORIGIN}/api/catalog/entities/by-query`, () =>
    HttpResponse.json({ items: [engine], totalItems: 1, pageInfo: {} }),
  ),
  http.get(`${ORIGIN}/api/catalog/entities`, () => HttpResponse.json([])),
  http.post(`${ORIGIN}/api/catalog/entities/by-refs`, () =>
    HttpResponse.json({ items: [null] }),
  ),
  // part: notifications
  http.get(`${ORIGIN}/api/notifications/status`, () =>
    HttpResponse.json({ unread: 0, read: 0 }),
  ),
  // end part
  http.post(`${ORIGIN}/api/user-settings/multiget`, () =>
    HttpResponse.json({ items: [] }),
  ),
  http.put(
    `${ORIGIN}/api/user-settings/buckets/*`,
    async ({ request }) => new HttpResponse(await request.text()),
  ),
  ws
    .link('ws://localhost/api/signals')
    .addEventListener('connection', () => {}),
);
registerMswTestHooks(server);

beforeAll(() => {
  const config = document.createElement('script');
  config.type = 'backstage.io/config';
  config.textContent = JSON.stringify([
    {
      context: 'test',
      data: {
        app: { title: 'Gatehouse', baseUrl: ORIGIN },
        backend: { baseUrl: ORIGIN },
      },
    },
  ]);
  document.head.append(config);
});

describe('App', () => {
  it('explains that the session has ended when the proxy has none', async () => {
    server.use(http.get(REFRESH, () => HttpResponse.json({}, { status: 401 })));
    render(<App />);
    expect(
      await screen.findByRole('heading', { name: 'Your session has ended' }),
    ).toBeInTheDocument();
  });

  it('greets the signed-in user by name, and lists the entities that the user owns', async () => {
    render(<App />);
    expect(
      await screen.findByRole('heading', { level: 1, name: /Ada Lovelace/ }),
    ).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: /engine/ })).toHaveAttribute(
      'href',
      '/catalog/default/component/engine',
    );
  });
});
