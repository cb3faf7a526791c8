const DEMO_REALM = '/realms/gatehouse';

/**
 * Finds settings that are valid on their own but contradict each other.
 *
 * @param {Record<string, string>} values - without blank ones
 * @returns {{ name: string, message: string }[]}
 */
export function contradictions(values) {
  return rules
    .map(rule => rule(values))
    .filter(Boolean)
    .map(([name, message]) => ({ name, message }));
}

/** Whether the demo's Keycloak is the identity provider. */
export function isDemo({ COMPOSE_PROFILES = '' }) {
  return COMPOSE_PROFILES.split(',').includes('demo');
}

const isHttp = ({ PUBLIC_URL = '' }) => /^http:/i.test(PUBLIC_URL);
const portOf = address => address.match(/(\d+)\/?$/)?.[1];

const rules = [
  values =>
    isHttp(values) &&
    values.COOKIE_SECURE !== 'false' && [
      'COOKIE_SECURE',
      'must be false while PUBLIC_URL begins with http://, or browsers drop the cookie',
    ],
  values =>
    /^https:/i.test(values.PUBLIC_URL) &&
    values.COOKIE_SECURE === 'false' && [
      'COOKIE_SECURE',
      'is for http:// only. Remove it: PUBLIC_URL begins with https://',
    ],
  ({ COOKIE_SECURE, COOKIE_NAME = '__Host-oauth2_proxy' }) =>
    COOKIE_SECURE === 'false' &&
    /^__(Host|Secure)-/.test(COOKIE_NAME) && [
      'COOKIE_NAME',
      `must not begin with __Host- or __Secure- while COOKIE_SECURE is false: set COOKIE_NAME=_oauth2_proxy`,
    ],
  values =>
    isDemo(values) &&
    isHttp(values) &&
    portOf(values.LISTEN ?? '127.0.0.1:4180') !==
      (portOf(values.PUBLIC_URL) ?? '80') && [
      'LISTEN',
      `must have the same port as PUBLIC_URL, ${values.PUBLIC_URL}`,
    ],
  ({ COOKIE_REFRESH = '4m', COOKIE_EXPIRE = '10h' }) =>
    seconds(COOKIE_REFRESH) >= seconds(COOKIE_EXPIRE) && [
      'COOKIE_REFRESH',
      `must be shorter than COOKIE_EXPIRE, ${COOKIE_EXPIRE}`,
    ],
  ({ GROUPS_ALLOW, GROUPS_CLAIM }) =>
    GROUPS_ALLOW &&
    !GROUPS_CLAIM && ['GROUPS_CLAIM', 'must be set, because GROUPS_ALLOW is'],
  ({ OIDC_SKIP_DISCOVERY, ...values }) => {
    const urls = ['OIDC_LOGIN_URL', 'OIDC_TOKEN_URL', 'OIDC_JWKS_URL'];
    const name = urls.find(url => !values[url]);
    return (
      OIDC_SKIP_DISCOVERY === 'true' &&
      name && [name, 'must be set, because OIDC_SKIP_DISCOVERY is true']
    );
  },
  values =>
    isDemo(values) && !values.DEMO_PASSWORD && ['DEMO_PASSWORD', 'is not set'],
  values => {
    const expected = `${
      values.KEYCLOAK_URL ?? 'http://localhost:8080'
    }${DEMO_REALM}`;
    return (
      isDemo(values) &&
      values.OIDC_ISSUER !== expected && [
        'OIDC_ISSUER',
        `must be ${expected} while COMPOSE_PROFILES is demo. For your own provider, remove COMPOSE_PROFILES`,
      ]
    );
  },
  values =>
    isDemo(values) &&
    values.OIDC_CLIENT_ID !== 'backstage' && [
      'OIDC_CLIENT_ID',
      "must be backstage, the client in the demo's Keycloak",
    ],
  values =>
    isDemo(values) &&
    portOf(values.KEYCLOAK_URL ?? ':8080') !==
      portOf(values.KEYCLOAK_LISTEN ?? ':8080') && [
      'KEYCLOAK_LISTEN',
      'must have the same port as KEYCLOAK_URL',
    ],
  // part: metrics
  ({ COMPOSE_PROFILES = '', METRICS_PORT }) =>
    COMPOSE_PROFILES.split(',').includes('metrics') &&
    METRICS_PORT !== '9464' && [
      'METRICS_PORT',
      'must be 9464 while COMPOSE_PROFILES contains metrics: deploy/metrics/prometheus.yaml reads this port',
    ],
  // end part
  values => {
    const urls = ['OIDC_LOGOUT_URL', 'OIDC_TOKEN_URL', 'OIDC_JWKS_URL'];
    const name = urls.find(url => values[url]?.startsWith('http://keycloak:'));
    return (
      !isDemo(values) &&
      name && [
        name,
        "points to the demo's Keycloak, but COMPOSE_PROFILES is not demo",
      ]
    );
  },
];

/** Converts a duration such as 1h30m. */
export function seconds(duration) {
  const units = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return [...duration.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * units[unit],
    0,
  );
}
