/** Tests that a portal with only the packages can't pass, by what it lacks. A title may be the start of several. */
const WITH_EACH_SYSTEM = {
  "The template's home page": ['a user lands on their own home page'],
  "The template's permission policy and location guard": [
    'has the permissions of their groups',
    'an owner can refresh only what they own',
    "nobody deletes another group's entity",
    'nobody changes or unregisters a location without owning its entities',
    'users see the logs of only their own runs',
  ],
  'Clients and refresh tokens in the configuration of auth': [
    'a browser without a session signs in and returns to the request',
    'the consent page gets the client, the scope and the redirect URI',
    "a client gets, refreshes and revokes the user's tokens",
    'signing in to a client again ends its earlier sign-in',
    'a user who rejects a request sends the client an error',
    'refuses an unknown client',
    'refuses a client that publishes its own document',
    'refuses a client with an http:// address',
    'refuses a plain challenge',
    'refuses another response type',
    'refuses a forged redirect URI',
    'refuses a redirect URI with another port',
    'refuses a redirect URI with another path',
    'refuses a request without a challenge',
    'refuses a wrong verifier',
    'refuses a replayed code',
    "refuses another client's code",
    'refuses a code with another redirect URI',
    'refuses a made-up code',
    "refuses another client's refresh token",
    'refuses approval by a user other than the one who started',
    'refuses approval with only cookies, as another site would send it',
    "refuses approval with another user's Backstage token",
    'refuses a second answer',
    "the authorization server's documents need no session",
    'the token endpoint needs a code, but no session',
    'the revocation endpoint needs a client, but no session',
  ],
  'A token for CI jobs in the configuration': ['a CI job '],
};

const WITH_THE_NEW_SYSTEM = {
  'OAuth clients, which the template for the new system disables': [
    'an MCP server with a name needs no session',
  ],
  'Paths and pages of the old frontend system, which the new one changes': [
    'Back shows a sign-in page',
    'if pop-ups are blocked, sign-in on the page returns to the same address',
    'signing in again asks for credentials',
  ],
};

/** The titles of the tests that are left out, by frontend system and by what a portal lacks. */
export const LEFT_OUT: Record<string, Record<string, string[]>> = {
  legacy: WITH_EACH_SYSTEM,
  new: { ...WITH_EACH_SYSTEM, ...WITH_THE_NEW_SYSTEM },
};

/** Matches the titles of the tests that portals with a frontend system leave out. */
export function leftOut(system = 'legacy'): RegExp[] {
  return Object.values(LEFT_OUT[system])
    .flat()
    .map(title => new RegExp(title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
}
