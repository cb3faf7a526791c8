import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import {
  BEARER_TOKENS,
  describe,
  findEnvironmentProblems,
  findProblems,
} from '../checkSettings.mjs';
import { root } from '../command.mjs';
import { isDemo, seconds } from '../contradictions.mjs';
import { settings } from '../settings.mjs';
import { API_REQUESTS, FILES, PAGES, PUBLIC_REQUESTS } from './paths.mjs';
import { check, ok, problem, problemOrOk, shared, skip } from './results.mjs';

const CONFIG_FILES = [
  'app-config.yaml',
  'app-config.local.yaml',
  'app-config.production.yaml',
];
const SECRETS = settings
  .map(({ name }) => name)
  .filter(name => /(SECRET|PASSWORD|TOKEN)$/.test(name));
const SHORTEST_SECRET = 12;
const COMPOSE_FILES = ['docker-compose.yaml', 'docker-compose.override.yaml'];

/** The option in a YAML file, a list of variables or a command line, outside comments and unless its value is false. */
const SKIPS_SESSION =
  /^[^#\n]*skip[-_]jwt[-_]bearer[-_]tokens(?!["']?(?:\s*[:=]-?|,?\s*value:)\s*["']?(?:\$\{\w+:?-)?(?:(?:false|0)\b|\}))/im;
const EXAMPLE =
  /^(change[-_ ]?me|example|secret|password|admin|backstage|client|portal|postgres|cache|sessions|test|demo|default|0?12345\d*|[-_.!\s])+$/i;

const findAll = shared(({ source, text, values, noSettings }) => {
  if (noSettings) {
    skip(noSettings);
  }
  return source === 'file'
    ? findProblems(text)
    : findEnvironmentProblems(values);
});

/** Creates a check from scripts/lib/checkSettings.mjs. */
function ofSettings(title, fine) {
  return check(title, context => {
    const found = findAll(context).filter(({ check: of }) => of === title);
    return problemOrOk(found.map(describe), fine);
  });
}

/** The same, for checks that only concern .env. */
function ofEnvFile(title, fine) {
  const { run } = ofSettings(title, fine);
  return check(title, context =>
    context.source === 'environment'
      ? skip('The settings come from the environment')
      : run(context),
  );
}

export const configuration = [
  ofEnvFile('Lines in .env', 'Docker Compose reads every value as written'),
  ofSettings('Setting names', 'All are known'),
  ofSettings('Required settings', 'All are set'),
  ofSettings('Setting values', 'All are valid'),
  ofEnvFile('Combined settings', 'None contradict each other'),
  ofSettings('Files in settings', 'All can be read'),
  check('Session length', ({ source, values, noSettings }) => {
    if (source !== 'file') {
      skip(noSettings ?? 'The settings come from the environment');
    }
    const { COOKIE_EXPIRE = '10h' } = values;
    const limit = sessionLimit(values);
    if (!limit) {
      skip(
        `Providers do not publish how long their sessions last. Make sure that COOKIE_EXPIRE (${COOKIE_EXPIRE}) is not longer. See docs/providers.md#for-every-provider`,
      );
    }
    const hours = `${limit / 3600}h`;
    return seconds(COOKIE_EXPIRE) > limit
      ? problem(
          `COOKIE_EXPIRE is ${COOKIE_EXPIRE}, but the provider's sessions end after ${hours}. Set COOKIE_EXPIRE to ${hours} or less`,
        )
      : ok(`${COOKIE_EXPIRE}, and the provider's sessions last ${hours}`);
  }),
  check('Secret strength', ({ values, noSettings }) => {
    const secrets = SECRETS.filter(name => values[name]);
    if (secrets.length === 0) {
      skip(noSettings ?? 'No secrets are set here. They may be in files');
    }
    return problemOrOk(
      secrets.flatMap(name => weaknesses(name, values, secrets)),
      `${secrets.length} secrets are long enough, and none is used twice`,
    );
  }),
  check('Provider ID', () => {
    const files = CONFIG_FILES.filter(file => existsSync(join(root, file)));
    const wrong = files.filter(file =>
      /^\s+oauth2Proxy\s*:/m.test(readFileSync(join(root, file), 'utf8')),
    );
    return problemOrOk(
      wrong.map(
        file =>
          `${file} has an oauth2Proxy provider, which nothing reads. Rename the key to oauth2proxy, in lower case`,
      ),
      `oauth2proxy in ${files.join(', ')}`,
    );
  }),
  check('Proxy routes', () => {
    const file = join(root, 'docker-compose.yaml');
    if (!existsSync(file)) {
      skip('There is no docker-compose.yaml here');
    }
    const text = readFileSync(file, 'utf8').replaceAll('$$', '$');
    const list = name =>
      (text.match(new RegExp(`${name}: (["'])(.*?)\\1`, 's'))?.[2] ?? '')
        .split(',')
        .map(route => route.replace(/\\\n|\s/g, ''));
    return checkRoutes(
      list('OAUTH2_PROXY_SKIP_AUTH_ROUTES'),
      list('OAUTH2_PROXY_API_ROUTES'),
    );
  }),
  check('Bearer tokens', context => {
    const found = (context.noSettings ? [] : findAll(context)).filter(
      ({ check: of }) => of === 'Bearer tokens',
    );
    const files = deploymentFiles(context.values);
    if (found.length === 0 && files.length === 0) {
      skip('There is no docker-compose.yaml here');
    }
    return problemOrOk(
      [
        ...found.map(describe),
        ...files
          .filter(file => SKIPS_SESSION.test(readFileSync(file, 'utf8')))
          .map(
            file =>
              `skip_jwt_bearer_tokens in ${relative(
                root,
                file,
              )} ${BEARER_TOKENS}`,
          ),
      ],
      `skip_jwt_bearer_tokens is off in ${files.length} files`,
    );
  }),
];

/** Returns the length of the provider's sessions in seconds, if known. */
function sessionLimit({ OIDC_SCOPE = '', ...values }) {
  const file = join(root, 'deploy/keycloak/realm.json');
  // With offline_access, sessions continue after the provider's session has ended.
  return isDemo(values) &&
    !OIDC_SCOPE.split(' ').includes('offline_access') &&
    existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8')).ssoSessionMaxLifespan
    : undefined;
}

/** Returns the files that can configure oauth2-proxy, for Compose and for Kubernetes. */
function deploymentFiles({
  COMPOSE_FILE = '',
  COMPOSE_PATH_SEPARATOR: separator = ':',
}) {
  const folder = join(root, 'deploy');
  const files = [
    ...[...COMPOSE_FILES, ...COMPOSE_FILE.split(separator)].map(file =>
      resolve(root, file),
    ),
    ...(existsSync(folder) ? readdirSync(folder, { recursive: true }) : []).map(
      file => join(folder, file),
    ),
  ];
  return [...new Set(files)].filter(
    file => /\.(ya?ml|env)$/.test(file) && existsSync(file),
  );
}

function weaknesses(name, values, others) {
  const value = values[name];
  if (EXAMPLE.test(value)) {
    return [
      `${name} is an example value. Set it to the output of: openssl rand -hex 16`,
    ];
  }
  if (value.length < SHORTEST_SECRET) {
    return [`${name} is shorter than ${SHORTEST_SECRET} characters`];
  }
  const first = others.find(other => values[other] === value);
  return first === name ? [] : [`${name} is the same as ${first}`];
}

function checkRoutes(routes, apiRoutes) {
  const loose = routes.find(route => !/^[A-Z]+=\^.*\$$/.test(route));
  if (loose !== undefined) {
    return problem(
      `OAUTH2_PROXY_SKIP_AUTH_ROUTES contains "${loose}". Write METHOD=^/path$, or it matches too much`,
    );
  }
  const isPublic = ([method, path]) =>
    routes.some(
      route =>
        route.startsWith(`${method}=`) &&
        matches(route.slice(method.length + 1), path),
    );
  const isApi = ([, path]) => apiRoutes.some(route => matches(route, path));
  const expect = (requests, isMatch, expected, text) =>
    requests
      .filter(request => isMatch(request) !== expected)
      .map(request => `${request.join(' ')} ${text}`);
  return problemOrOk(
    [
      ...expect(
        [...API_REQUESTS, ...PAGES],
        isPublic,
        false,
        'does not need a session',
      ),
      ...expect(PUBLIC_REQUESTS, isPublic, true, 'needs a session'),
      ...expect([...API_REQUESTS, ...FILES], isApi, true, 'starts a sign-in'),
      ...expect(PAGES, isApi, false, 'does not start a sign-in'),
    ],
    `${routes.length} routes need no session, and the API does not start sign-ins`,
    'Check OAUTH2_PROXY_SKIP_AUTH_ROUTES and OAUTH2_PROXY_API_ROUTES',
  );
}

/** oauth2-proxy is written in Go, whose patterns have a few more forms. */
function matches(pattern, path) {
  try {
    return new RegExp(pattern).test(path);
  } catch {
    return skip(`The doctor cannot parse the pattern ${pattern}`);
  }
}
