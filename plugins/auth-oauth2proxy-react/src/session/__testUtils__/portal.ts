import { IdentityApi } from '@backstage/core-plugin-api';
import { mockApis } from '@backstage/test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { askForSession } from '../refreshSession';
import { connectSession } from '../syncTabs';
import { deleteCookie } from '../clearCookie';
import { Session } from '../Session';

export const ORIGIN = window.location.origin;
const REFRESH = `${ORIGIN}/api/auth/oauth2proxy/refresh`;
const COOKIE = `${ORIGIN}/api/app/.backstage/auth/v1/cookie`;

export const ADA = { id: 'ada', name: 'Ada Lovelace' };
export const GRACE = { id: 'grace', name: 'Grace Hopper' };

/** How long tokens live here. */
const LIFE_S = 3600;

/** A portal behind its proxy, as a page meets them over the network. */
export class TestPortal {
  readonly server = setupServer(
    http.get(REFRESH, () => {
      this.asked += 1;
      return this.#answer();
    }),
    http.delete(COOKIE, () => {
      this.cookieDeleted = true;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  asked = 0;
  cookieDeleted = false;
  #tokens = 0;
  #answer: () => Response = () => HttpResponse.json({}, { status: 401 });

  /** Somebody is signed in. */
  signIn({ id, name }: typeof ADA) {
    this.#answer = () => {
      this.#tokens += 1;
      const token = createToken(String(this.#tokens));
      return HttpResponse.json({
        profile: { displayName: name },
        backstageIdentity: { token, identity: identityOf(id) },
      });
    };
  }

  /** Nobody is. */
  endSession() {
    this.#answer = () => HttpResponse.json({}, { status: 401 });
  }

  answer(answer: () => Response) {
    this.#answer = answer;
  }

  goDown() {
    this.#answer = () => HttpResponse.error();
  }
}

export function createToken(id: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const payload = btoa(JSON.stringify({ iat, exp: iat + LIFE_S, jti: id }));
  return `header.${payload}.signature`;
}

/** The number of the token: 0 is the one that the page began with. */
export function tokenId(token = ''): string {
  return JSON.parse(atob(token.split('.')[1])).jti;
}

/** A tab of the portal that Ada has open. */
export function openTab(options: { signOutUrl?: string } = {}) {
  const discovery = mockApis.discovery({ baseUrl: ORIGIN });
  const exits = { replace: jest.fn(), reload: jest.fn() };
  const sessionOptions = {
    ask: () => askForSession(discovery),
    forget: () => deleteCookie(discovery),
    signOutUrl: '/signed-out.html',
    exits,
    ...options,
  };
  const session = new Session(firstIdentity(), sessionOptions);
  const disconnect = connectSession(session, sessionOptions);
  return {
    session,
    exits,
    state: () => session.store.state,
    close() {
      session.end();
      disconnect();
    },
  };
}

function firstIdentity(): IdentityApi {
  return mockApis.identity({
    token: createToken('0'),
    userEntityRef: identityOf(ADA.id).userEntityRef,
    displayName: ADA.name,
  });
}

function identityOf(id: string) {
  const userEntityRef = `user:default/${id}`;
  return { type: 'user', userEntityRef, ownershipEntityRefs: [userEntityRef] };
}
