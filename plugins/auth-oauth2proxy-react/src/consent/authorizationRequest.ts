import { toUrl } from './toUrl';

/** A client's request to sign in as the user, as the auth plugin returns it. */
export interface AuthorizationRequest {
  clientId: string;
  /** Chosen by the client, unless the portal's configuration lists the client. */
  clientName: string;
  scope?: string;
  redirectUri: string;
}

export type Client = { name: string } & (
  | { kind: 'portal' | 'configured' }
  | { kind: 'website'; host: string }
);

const MAX_NAME_LENGTH = 60;

/** Returns the client that sent a request, and how far its name can be trusted. */
export function toClient(
  {
    clientId,
    clientName,
  }: Pick<AuthorizationRequest, 'clientId' | 'clientName'>,
  authBaseUrl: string,
): Client {
  const name = toPlainText(clientName);
  if (clientId === `${authBaseUrl}/.well-known/oauth-client/cli.json`) {
    return { kind: 'portal', name };
  }
  // The backend accepts no URLs as client IDs in its configuration.
  const url = toUrl(clientId);
  return url
    ? { kind: 'website', name, host: url.host }
    : { kind: 'configured', name };
}

/** Removes invisible characters, such as those that reverse the text after them. */
function toPlainText(name: string): string {
  const text = name.replace(/\p{C}/gu, '').replace(/\s+/g, ' ').trim();
  return text.length > MAX_NAME_LENGTH
    ? `${text.slice(0, MAX_NAME_LENGTH)}…`
    : text;
}

/** Describes what the client may do. Other scopes have no effect on Backstage's tokens. */
export function toAbilities({ scope = '' }: AuthorizationRequest): string[] {
  const abilities = ['Use the portal as you, with all your permissions'];
  return scope.split(' ').includes('offline_access')
    ? [...abilities, 'Stay signed in until you revoke its access']
    : abilities;
}
