import { createPublicKey } from 'node:crypto';
import { IN_CONTAINER } from './context.mjs';
import { isUntrusted, readJson, request } from './http.mjs';
import { check, ok, problem, problemOrOk, shared, skip } from './results.mjs';

/** Same as the backend's default `clockTolerance`. */
const CLOCK_TOLERANCE_MS = 10_000;
const SMALLEST_RSA_KEY = 2048;

export const provider = [
  check('Provider certificate', async context => {
    const all = await answers(context);
    const untrusted = all.find(isUntrusted);
    if (untrusted) {
      return problem(
        `${untrusted.url}: ${untrusted.status}. If a private authority issued it, set CA_CERTIFICATE, or NODE_EXTRA_CA_CERTS for a backend`,
      );
    }
    const { url } =
      all.find(answer => !answer.failure && /^https:/.test(answer.url)) ??
      skip('The provider was not reached over HTTPS');
    return ok(`${new URL(url).host} has a trusted certificate`);
  }),
  check('Provider discovery', async context => {
    const { url, status, document } = trusted(await discover(context));
    return document
      ? ok(url)
      : problem(
          `${url} is not a discovery document: ${status}. Set OIDC_ISSUER to your provider's issuer`,
        );
  }),
  check('Issuer', async context => {
    const { issuer } = await requireDocument(context);
    const { OIDC_ISSUER } = context.values;
    return issuer === OIDC_ISSUER
      ? ok(issuer)
      : problem(
          `OIDC_ISSUER is "${OIDC_ISSUER}", but the provider's issuer is "${issuer}". Both must match exactly`,
        );
  }),
  check('Signing keys', async context => {
    const { url, status, keys } = trusted(await fetchKeys(context));
    if (!keys) {
      return problem(`${url} is not a list of keys: ${status}`);
    }
    const usable = keys.filter(isUsable);
    return usable.length > 0
      ? ok(`${usable.length} at ${url}`)
      : problem(
          `${url} has no key to verify ID tokens with. The provider must sign with RSA of at least ${SMALLEST_RSA_KEY} bits, EC or Ed25519`,
        );
  }),
  check('Signing algorithm', async context => {
    const { id_token_signing_alg_values_supported: names = ['RS256'] } =
      await requireDocument(context);
    return names.some(name => /^([RPE]S|EdDSA)/.test(name))
      ? ok(names.join(', '))
      : problem(
          `The provider signs ID tokens only with ${names}. Choose RS256 or another asymmetric algorithm at the provider`,
        );
  }),
  check('Clocks', async context => {
    const { headers, middle } =
      (await answers(context)).find(answer => answer.headers.date) ??
      skip("The provider's responses contain no date");
    const difference = Date.parse(headers.date) - middle;
    const seconds = Math.round(Math.abs(difference) / 1000);
    return Math.abs(difference) > CLOCK_TOLERANCE_MS
      ? problem(
          `This machine's clock is ${seconds} s ${
            difference > 0 ? 'behind' : 'ahead of'
          } the provider's. Synchronize both with NTP`,
        )
      : ok("This machine's clock agrees with the provider's");
  }),
  check('Sign-out endpoint', async context => {
    const { OIDC_LOGOUT_URL: url } = context.values;
    const { end_session_endpoint: endpoint } = await requireDocument(context);
    if (!url) {
      return ok("Signing out does not end the provider's session");
    }
    // Containers may use another host name.
    const isOther =
      endpoint && new URL(endpoint).pathname !== new URL(url).pathname;
    return problemOrOk(
      [
        isOther &&
          `OIDC_LOGOUT_URL is not the provider's end_session_endpoint, ${endpoint}`,
        !url.includes('id_token_hint={id_token}') &&
          'OIDC_LOGOUT_URL lacks ?id_token_hint={id_token}',
      ],
      "Signing out also ends the provider's session",
    );
  }),
];

/** Fetches the provider's discovery document. */
const discover = shared(async context => {
  const { OIDC_ISSUER, OIDC_SKIP_DISCOVERY, OIDC_JWKS_URL } = context.values;
  if (!OIDC_ISSUER) {
    skip(context.noSettings ?? 'OIDC_ISSUER is not set');
  }
  const issuer = OIDC_ISSUER.replace(/\/$/, '');
  const answer = await fetchFrom(
    context,
    `${issuer}/.well-known/openid-configuration`,
  );
  if (answer.failure && (OIDC_SKIP_DISCOVERY === 'true' || OIDC_JWKS_URL)) {
    skip(`${answer.url}: ${answer.status}. The settings work without it`);
  }
  const document = readJson(answer);
  return { ...answer, document: document?.issuer && document };
});

const fetchKeys = shared(async context => {
  const { OIDC_JWKS_URL } = context.values;
  const url = OIDC_JWKS_URL ?? (await requireDocument(context)).jwks_uri;
  const answer = await fetchFrom(context, url);
  const keys = readJson(answer)?.keys;
  return { ...answer, keys: Array.isArray(keys) && keys };
});

/** The provider's responses, without those that were not requested. */
const answers = shared(async context => {
  const all = [discover(context), fetchKeys(context)];
  return (await Promise.allSettled(all)).flatMap(({ value }) => value ?? []);
});

function trusted(answer) {
  return isUntrusted(answer) ? skip('The certificate is not trusted') : answer;
}

async function requireDocument(context) {
  const { document } = await discover(context);
  return document || skip('There is no discovery document');
}

async function fetchFrom({ source, ca }, url) {
  const { hostname } = URL.canParse(url)
    ? new URL(url)
    : skip(`"${url}" is not a URL`);
  if (source === 'file' && !/[.:]|^localhost$/.test(hostname)) {
    skip(
      `Only containers can reach ${hostname}. To check it, run: ${IN_CONTAINER}`,
    );
  }
  return { url, ...(await request(url, { ca })) };
}

function isUsable(jwk) {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } =
      createPublicKey({ key: jwk, format: 'jwk' });
    const isLong = details.modulusLength >= SMALLEST_RSA_KEY;
    return (
      [undefined, 'sig'].includes(jwk.use) &&
      (['ec', 'ed25519'].includes(type) || (type === 'rsa' && isLong))
    );
  } catch {
    return false;
  }
}
