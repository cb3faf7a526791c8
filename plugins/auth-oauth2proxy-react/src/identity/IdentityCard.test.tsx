import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { fetchApiRef } from '@backstage/core-plugin-api';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { ORIGIN, PROVIDER, TestPortal } from '../session/__testUtils__/portal';
import { Session } from '../session/Session';
import { Observable } from '../session/SessionStore';
import { Account } from './account';
import IdentityCard from './IdentityCard';

const account: Account = {
  issuer: 'https://idp.example.com',
  subject: 'b2f1',
  idTokenExpiresIn: 300,
  groupsClaim: 'groups',
  groups: [
    {
      name: '/platform/backend',
      reason: 'mapped',
      entityRef: 'group:default/backend',
    },
    { name: '/payments', reason: 'name_invalid' },
  ],
};

const entity = (kind: string, name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: {
    name,
    namespace: 'default',
    annotations: {
      'backstage.io/managed-by-location': 'file:/app/catalog/org.yaml',
    },
  },
});

const portal = new TestPortal();

/** Mocks the identity route, and counts its requests. */
function answerIdentity(answer: () => Response) {
  const seen = { requests: 0 };
  portal.server.use(
    http.get(`${ORIGIN}/api/auth/${PROVIDER}/identity`, () => {
      seen.requests += 1;
      return answer();
    }),
  );
  return seen;
}

const reportAccount = (reported: Partial<Account> = {}) =>
  answerIdentity(() => HttpResponse.json({ ...account, ...reported }));

async function open({
  entities = [entity('User', 'ada'), entity('Group', 'backend')],
  ownershipEntityRefs = ['user:default/ada', 'group:default/backend'],
} = {}) {
  portal.signIn();
  const { session } = portal.openTab({ ownershipEntityRefs });
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [fetchApiRef, { fetch: (...args) => fetch(...args) }],
        [
          catalogApiRef,
          {
            getEntitiesByRefs: async ({
              entityRefs,
            }: {
              entityRefs: string[];
            }) => ({
              items: entityRefs.map(ref =>
                entities.find(found => stringifyEntityRef(found) === ref),
              ),
            }),
          },
        ],
      ]}
    >
      <IdentityCard current={new Observable<Session | undefined>(session)} />
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
  return session;
}

/** Returns a term's definition once the card has loaded. */
const row = async (term: string) => {
  const label = await screen.findByText(term, { selector: 'dt' });
  return within(label.nextElementSibling as HTMLElement);
};

const rows = () => screen.getAllByRole('term').map(term => term.textContent);

describe('IdentityCard', () => {
  it('has a heading', async () => {
    reportAccount();
    await open();
    expect(
      screen.getByRole('heading', { level: 2, name: 'Identity' }),
    ).toBeInTheDocument();
  });

  it('links to the user in the catalog, and says where the entity comes from', async () => {
    reportAccount();
    await open();
    const user = await row('User');
    expect(user.getByRole('link', { name: /ada/ })).toHaveAttribute(
      'href',
      '/catalog/default/user/ada',
    );
    expect(user.getByText('From the file org.yaml')).toBeInTheDocument();
  });

  it('shows a user who is not in the catalog', async () => {
    reportAccount();
    await open({ entities: [] });
    const user = await row('User');
    expect(user.getByText('user:default/ada')).toBeInTheDocument();
    expect(user.queryByRole('link')).not.toBeInTheDocument();
    expect(user.getByText(/Not in the catalog/)).toBeInTheDocument();
  });

  it('lists the groups that count and those that are ignored, with the reasons', async () => {
    reportAccount();
    await open();
    const used = within((await row('Groups')).getByRole('listitem'));
    expect(used.getByRole('link', { name: /backend/ })).toHaveAttribute(
      'href',
      '/catalog/default/group/backend',
    );
    expect(
      used.getByText('Mapped from "/platform/backend"'),
    ).toBeInTheDocument();
    const ignored = within((await row('Ignored groups')).getByRole('listitem'));
    expect(ignored.getByText('/payments')).toBeInTheDocument();
    expect(ignored.getByText(/Not a valid entity name/)).toBeInTheDocument();
  });

  it('says that the portal reads no groups', async () => {
    reportAccount({ groupsClaim: undefined, groups: [] });
    await open({ ownershipEntityRefs: ['user:default/ada'] });
    expect(
      (await row('Groups')).getByText(/reads no groups/),
    ).toBeInTheDocument();
    expect(rows()).not.toContain('Ignored groups');
  });

  it("says that the token has no groups, and lists the portal's groups", async () => {
    reportAccount({ groupsMissingReason: 'claim_missing', groups: [] });
    await open();
    const groups = await row('Groups');
    expect(groups.getByText(/no claim "groups"/)).toBeInTheDocument();
    expect(groups.getByText(/added by this portal/)).toBeInTheDocument();
  });

  it('says when the tokens expire, and that the session is not known', async () => {
    reportAccount();
    const session = await open();
    const token = (await row('Portal token')).getByText(/^Expires in/);
    expect(token.tagName).toBe('TIME');
    expect(Date.parse(token.getAttribute('datetime') ?? '')).toBe(
      session.tokenExpiry.get(),
    );
    const idToken = (await row('ID token')).getByText(/^Expires in/);
    expect(idToken.tagName).toBe('TIME');
    expect(
      (await row('Session')).getByText(/can't see when that session ends/),
    ).toBeInTheDocument();
  });

  it('copies the account for the administrator, and announces it', async () => {
    userEvent.setup();
    reportAccount();
    await open();
    expect(
      (await row('Identity provider')).getByText('https://idp.example.com'),
    ).toBeInTheDocument();
    expect((await row('Account ID')).getByText('b2f1')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Copy details' }));
    expect(await screen.findByText('Copied')).toHaveAttribute('role', 'status');
    const [copied] = await navigator.clipboard.read();
    expect(await (await copied.getType('text/plain')).text()).toBe(
      'user: user:default/ada\nissuer: https://idp.example.com\nsubject: b2f1',
    );
  });

  it('shows no token', async () => {
    reportAccount();
    const session = await open();
    await row('Account ID');
    const { token = '' } = await session.getCredentials();
    expect(token).not.toBe('');
    expect(document.body.innerHTML).not.toContain(token);
  });

  it('shows what the app knows if the backend does not report the account', async () => {
    answerIdentity(() => HttpResponse.json({}, { status: 404 }));
    await open();
    expect(
      (await row('Account')).getByText(/doesn't report/),
    ).toBeInTheDocument();
    expect(
      (await row('Groups')).getByRole('link', { name: /backend/ }),
    ).toBeInTheDocument();
    expect(rows()).toEqual([
      'User',
      'Groups',
      'Portal token',
      'Session',
      'Account',
    ]);
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('says that loading failed', async () => {
    answerIdentity(() =>
      HttpResponse.json(
        { error: { name: 'ServiceUnavailableError', message: 'No database' } },
        { status: 503 },
      ),
    );
    await open();
    expect(
      await screen.findByText(/Can't load your identity/),
    ).toBeInTheDocument();
  });

  it('reloads when the session has a new token', async () => {
    const seen = reportAccount();
    const session = await open();
    await row('Account ID');
    const before = seen.requests;
    await act(() => session.refresh());
    await waitFor(() => expect(seen.requests).toBeGreaterThan(before));
  });

  it('reloads once when the ID token has expired', async () => {
    const seen = reportAccount({ idTokenExpiresIn: -1 });
    await open();
    expect(
      (await row('ID token')).getByText(/^Expires now/),
    ).toBeInTheDocument();
    await waitFor(() => expect(seen.requests).toBeGreaterThan(1));
    const settled = seen.requests;
    await act(() => new Promise(resolve => setTimeout(resolve, 100)));
    expect(seen.requests).toBe(settled);
  });
});
