import { forgeTokens } from './forgedTokens.mjs';
import { readJson, request } from './http.mjs';
import { check, problemOrOk, shared, skip } from './results.mjs';
import { REFRESH } from './session.mjs';

/** What all backends of a portal have in common. */
const COMMON = {
  '/': 'the app or its configuration',
  '/api/auth/.well-known/jwks.json': 'the keys that sign tokens',
};

export const backend = [
  check('Backend readiness', async context =>
    problemOrOk(
      (await askAll(context))
        .filter(({ status }) => status !== 200)
        .map(
          ({ address, status }) =>
            `${address}: ${status}. Its log says what it is waiting for`,
        ),
      context.backends.join(', '),
    ),
  ),
  check('Requests without a token', async context =>
    problemOrOk(
      (await fromReady(context, address => refresh(address)))
        .filter(({ code }) => code !== 'token_missing')
        .map(({ address, status }) => {
          if (status === 404) {
            return `${address} has no oauth2proxy provider. Check auth.providers`;
          }
          return status === 200
            ? `STOP: ${address} signs in users without a token. Take the portal offline`
            : `${address}: ${status} instead of 401 with token_missing. See its log`;
        }),
      '401',
    ),
  ),
  check('Forged tokens', async context => {
    const attempts = Object.entries(forgeTokens(context.values));
    const answers = await fromReady(context, async address => {
      const all = attempts.map(([, token]) => refresh(address, token));
      return { all: await Promise.all(all) };
    });
    return problemOrOk(
      answers.flatMap(({ address, all }) =>
        attempts
          // 403: the backend accepted the token, and refused its user.
          .filter((_, index) => [200, 403].includes(all[index].status))
          .map(
            ([signature]) =>
              `STOP: ${address} accepts a token with ${signature}. Set issuer and audience in auth.providers.oauth2proxy`,
          ),
      ),
      `${attempts.length} were refused`,
    );
  }),
  check('Provider keys', async context => {
    const { 'another key': token } = forgeTokens(context.values);
    return problemOrOk(
      (await fromReady(context, address => refresh(address, token)))
        .filter(({ status }) => status === 503)
        .map(
          ({ address }) =>
            `${address} cannot fetch the provider's keys, so nobody can sign in. Its log says why`,
        ),
      "The backend has the provider's keys",
    );
  }),
  check('Replicas', async context => {
    const answers = await fromReady(context, async address => {
      const paths = Object.keys(COMMON);
      return {
        all: await Promise.all(paths.map(path => request(address + path))),
      };
    });
    if (answers.length < 2) {
      skip('Only one backend is ready. To compare several, repeat --backend');
    }
    return problemOrOk(
      Object.values(COMMON)
        .filter((_, index) => {
          const texts = answers.map(({ all }) => all[index].text);
          return new Set(texts).size > 1;
        })
        .map(
          what =>
            `The backends differ in ${what}. Give them the same image, settings and database`,
        ),
      `${answers.length} backends have the same app, configuration and keys`,
    );
  }),
];

/** Asks each backend whether it is ready. */
const askAll = shared(({ backends }) => {
  if (backends.length === 0) {
    skip('To check a backend directly, add --backend <its address>');
  }
  return Promise.all(
    backends.map(async address => ({
      address,
      ...(await request(`${address}/.backstage/health/v1/readiness`)),
    })),
  );
});

/** Returns the responses of the backends that are ready. */
async function fromReady(context, ask) {
  const ready = (await askAll(context)).filter(({ status }) => status === 200);
  if (ready.length === 0) {
    skip('No backend is ready');
  }
  return Promise.all(
    ready.map(async ({ address }) => ({ address, ...(await ask(address)) })),
  );
}

async function refresh(address, token) {
  const answer = await request(address + REFRESH, {
    headers: token && { 'X-OAUTH2-PROXY-ID-TOKEN': `Bearer ${token}` },
  });
  return { ...answer, code: readJson(answer)?.error?.code };
}
