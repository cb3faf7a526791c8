import { spawn } from 'child_process';
import { once } from 'events';
import { IncomingMessage } from 'http';
import { exportJWK, generateKeyPair, JWTPayload, SignJWT } from 'jose';
import { resolve } from 'path';
import { Readable } from 'stream';
import { startServer } from '../permissions/__testUtils__/server';
import { until } from '../permissions/__testUtils__/until';

// Each test starts a backend in its own process.
jest.setTimeout(300_000);

const REFRESH = '/api/auth/oauth2proxy/refresh';
const HEADER = 'X-OAUTH2-PROXY-ID-TOKEN';
const JWT = /eyJ[\w-]+\.[\w-]+/;

const TRANSFORM = require.resolve('@backstage/cli/config/nodeTransform.cjs');

async function findFreePort(): Promise<number> {
  const { port, stop } = await startServer(() => {});
  await stop();
  return port;
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks = [];
  for await (const chunk of req) {
    chunks.push(chunk);
  }
  // Protobuf doesn't encode strings, so tests can search the body for them.
  return Buffer.concat(chunks).toString('utf8');
}

/** Starts a server that has an identity provider's keys and collects what OpenTelemetry sends. Also returns a function to sign tokens. */
async function startProviderAndCollector() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'a', alg: 'RS256' }];
  const received: Array<{ path: string; body: string }> = [];
  const { port, stop } = await startServer(async (req, res) => {
    if (req.url === '/keys') {
      res.end(JSON.stringify({ keys }));
    } else {
      received.push({ path: req.url!, body: await readBody(req) });
      res.end();
    }
  });
  const url = `http://127.0.0.1:${port}`;
  const sign = (claims: JWTPayload, validFor = '5m') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'a' })
      .setIssuer(url)
      .setAudience('backstage')
      .setIssuedAt()
      .setExpirationTime(validFor)
      .sign(privateKey);
  return { url, received, sign, stop };
}

/** Starts the backend as `yarn start` does, with the configuration of development. */
async function startProgram(
  env: NodeJS.ProcessEnv,
  issuer = 'http://idp.test',
) {
  const port = await findFreePort();
  const program = spawn(
    process.execPath,
    [
      `--require=${TRANSFORM}`,
      `--require=${resolve(__dirname, '__testUtils__/listPackages.cjs')}`,
      'src/index.ts',
      '--config',
      '../../app-config.yaml',
    ],
    {
      cwd: resolve(__dirname, '../..'),
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'development',
        APP_CONFIG_backend_listen: JSON.stringify({ host: '127.0.0.1', port }),
        APP_CONFIG_catalog_locations: '[]',
        APP_CONFIG_auth_providers_oauth2proxy_issuer: issuer,
        APP_CONFIG_auth_providers_oauth2proxy_jwksUri: `${issuer}/keys`,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const read = (output: unknown) => {
    let text = '';
    (output as Readable).setEncoding('utf8').on('data', chunk => {
      text += chunk;
    });
    return () => text;
  };
  const [readOutput, readErrors, readPackages] = program.stdio
    .slice(1)
    .map(read);
  return {
    program,
    url: `http://127.0.0.1:${port}`,
    readLog: () => readErrors() + readOutput(),
    /** Returns the OpenTelemetry packages that the program loaded. Call it after the program has ended. */
    readPackages: () => readPackages().split(' '),
  };
}

type Program = Awaited<ReturnType<typeof startProgram>>;

async function waitUntilReady({ url, program, readLog }: Program) {
  await until(async () => {
    if (program.exitCode !== null) {
      throw new Error(`The backend exited:\n${readLog()}`);
    }
    const health = await fetch(`${url}/.backstage/health/v1/readiness`).catch(
      () => undefined,
    );
    return health?.ok || undefined;
  });
}

async function stopProgram({ program }: Program) {
  if (program.exitCode === null) {
    program.kill('SIGTERM');
    await once(program, 'close');
  }
}

describe('the backend without METRICS_PORT and OTEL_ variables', () => {
  it("doesn't load OpenTelemetry's SDK", async () => {
    const backend = await startProgram({ METRICS_PORT: '' });
    try {
      await waitUntilReady(backend);
    } finally {
      await stopProgram(backend);
    }
    // Backstage loads the API, which does nothing without the SDK.
    expect(backend.readPackages()).toEqual(['api']);
  });
});

describe('the backend with a wrong variable', () => {
  it("doesn't start, and names the variable", async () => {
    const { program, readLog } = await startProgram({ METRICS_PORT: 'abc' });
    await once(program, 'close');
    expect(program.exitCode).toBe(1);
    expect(readLog()).toBe(
      'METRICS_PORT is "abc". Set it to a port, such as 9464.\n',
    );
  });
});

describe('the backend with METRICS_PORT and OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  const curie = {
    sub: 'subject-of-curie',
    preferred_username: 'curie',
    name: 'Marie Skłodowska',
    email: 'marie@radium.example',
    email_verified: true,
    groups: ['discoverers'],
    sid: 'session-of-curie',
  };
  const personal =
    /curie|Skłodowska|radium|discoverers|subject-of|session-of|meitner/;

  let outside: Awaited<ReturnType<typeof startProviderAndCollector>>;
  let packages: string[];
  let scraped: string;
  let log: string;
  let statuses: number[];

  /** What the collector has received at a path. */
  const sentTo = (path: string) =>
    outside.received
      .filter(request => request.path === path)
      .map(({ body }) => body)
      .join('\n');

  beforeAll(async () => {
    outside = await startProviderAndCollector();
    const metricsPort = await findFreePort();
    const backend = await startProgram(
      {
        METRICS_PORT: String(metricsPort),
        OTEL_EXPORTER_OTLP_ENDPOINT: outside.url,
        OTEL_SERVICE_NAME: 'portal-of-tests',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging',
      },
      outside.url,
    );
    try {
      await waitUntilReady(backend);
      const get = (path: string, headers = {}) =>
        fetch(`${backend.url}${path}`, { headers });
      const refresh = (token: string) =>
        get(REFRESH, {
          [HEADER]: `Bearer ${token}`,
          baggage: 'user=curie',
          tracestate: 'user=curie',
          traceparent:
            '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        });

      const idToken = await outside.sign(curie);
      const signIn = await refresh(idToken);
      const { backstageIdentity } = await signIn.json();
      const authorization = {
        Authorization: `Bearer ${backstageIdentity.token}`,
      };
      statuses = [
        signIn.status,
        (await refresh(idToken)).status,
        // Another account with the same user name.
        (
          await refresh(
            await outside.sign({ ...curie, sub: 'subject-of-other' }),
          )
        ).status,
        (await refresh(await outside.sign(curie, '-5m'))).status,
        (await refresh(`${idToken.slice(0, -8)}AAAAAAAA`)).status,
        (
          await get(
            `/api/catalog/entities/by-name/user/default/meitner?access_token=${idToken}`,
            authorization,
          )
        ).status,
        (await get(`/api/curie?token=${idToken}`, authorization)).status,
      ];
      // The catalog processes the user.
      await until(async () => {
        const { status } = await get(
          '/api/catalog/entities/by-name/user/default/curie',
          authorization,
        );
        return status === 200 || undefined;
      });
      scraped = await (
        await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
      ).text();
    } finally {
      await stopProgram(backend);
    }
    log = backend.readLog();
    packages = backend.readPackages();
  });

  afterAll(() => outside.stop());

  it('loads the SDK', () => {
    expect(packages).toEqual(
      expect.arrayContaining(['api', 'sdk-node', 'sdk-metrics', 'sdk-trace']),
    );
  });

  it('serves requests as usual', () => {
    expect(statuses).toEqual([200, 200, 403, 401, 401, 400, 404]);
  });

  it("sends spans for requests, refreshes, verifications and Backstage's own operations", () => {
    const spans = sentTo('/v1/traces');
    for (const text of [
      'GET /api/auth/refresh',
      'oauth2proxy refresh',
      'oauth2proxy verification',
      'user_name_taken',
      'token_expired',
      'GET /api/catalog/entities/by-name/:kind/:namespace/:name',
      'ProcessingRun',
    ]) {
      expect(spans).toContain(text);
    }
  });

  it('sends metrics', () => {
    expect(sentTo('/v1/metrics')).toContain('oauth2proxy.sign_ins');
  });

  it('sends nothing else', () => {
    expect(new Set(outside.received.map(({ path }) => path))).toEqual(
      new Set(['/v1/traces', '/v1/metrics']),
    );
  });

  it("honours OpenTelemetry's variables", () => {
    expect(sentTo('/v1/traces')).toContain('portal-of-tests');
    expect(sentTo('/v1/metrics')).toContain('staging');
  });

  it('sends and serves no personal data, tokens or queries', () => {
    const everything = [
      ...outside.received.map(({ body }) => body),
      scraped,
    ].join('\n');
    expect(everything).not.toMatch(personal);
    expect(everything).not.toMatch(JWT);
    expect(everything).not.toMatch(/(access_)?token=/);
  });

  it('logs no tokens or queries', () => {
    expect(log).toContain('GET /api/catalog/entities/by-name');
    expect(log).not.toMatch(JWT);
    expect(log).not.toMatch(/token=/);
  });
});
