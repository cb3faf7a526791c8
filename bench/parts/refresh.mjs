import { interleave } from '../lib/interleave.mjs';
import { ADA } from '../lib/identityProvider.mjs';
import { loadRefresh } from '../lib/load.mjs';
import { metricsOf } from '../lib/metrics.mjs';
import { hasPostgres } from '../lib/postgres.mjs';
import { withRunning } from '../lib/withRunning.mjs';
import { figuresOf, RESOLVERS } from '../refresh/cases.mjs';

const LOADS = [
  { connections: 1, requests: 400 },
  { connections: 10, requests: 1200 },
  { connections: 100, requests: 1500 },
];
const DATABASES = { sqlite: 'SQLite', pg: 'PostgreSQL' };

/** Whom the catalog of the examples knows. */
const PEOPLE = ['ada', 'grace', 'linus'].map(preferred_username => ({
  ...ADA,
  preferred_username,
}));

/** What renewing a session costs, straight at the backend. Ours verifies each token, the peer decodes it. */
export async function measure({ ours, peer, runs, log }) {
  const variant = await ours.prepareVariant();
  const metrics = [];
  for (const database of possibleDatabases(log)) {
    for (const resolver of RESOLVERS) {
      const sides = {
        ours: withResolver(
          resolver.ours === 'token' ? ours : variant,
          resolver.ours,
        ),
        peer: withResolver(peer, resolver.peer),
      };
      metrics.push(
        ...(await measureRefresh({ sides, runs, log, database, resolver })),
      );
    }
  }
  return [...metrics, ...(await measureVerification({ variant, runs, log }))];
}

function possibleDatabases(log) {
  if (hasPostgres()) {
    return Object.keys(DATABASES);
  }
  log(
    'SKIPPED: refresh with PostgreSQL. There is no initdb on the PATH: install PostgreSQL, and put its bin folder there.',
  );
  return ['sqlite'];
}

function withResolver(side, resolver) {
  return withEnv(side, { BENCH_RESOLVER: resolver });
}

function withEnv(side, env) {
  return { start: options => side.start({ ...options, env }) };
}

function measureRefresh({ sides, runs, log, database, resolver }) {
  const about = `${DATABASES[database]}, ${resolver.title}`;
  return withRunning(sides, { database, people: PEOPLE }, async running => {
    const metrics = [];
    for (const { connections, requests } of LOADS) {
      log(`${about}, ${connections} connections`);
      const values = await interleave(running, runs, side =>
        loadRefresh(side, { requests, connections, people: PEOPLE }),
      );
      const id = `refresh.${database}.${resolver.id}.${connections}`;
      metrics.push(
        ...metricsOf(figuresOf({ resolver, about, id, connections }), values),
      );
    }
    return metrics;
  });
}

/** Ours with verification and without, in turn. */
async function measureVerification({ variant, runs, log }) {
  log('ours, verification on and off');
  const sides = {
    ours: withEnv(variant, {}),
    peer: withEnv(variant, { BENCH_VERIFICATION: 'off' }),
  };
  const values = await withRunning(sides, { people: PEOPLE }, running =>
    interleave(running, runs, side =>
      loadRefresh(side, { ...LOADS[1], people: PEOPLE }),
    ),
  );
  return [
    ...metricsOf(figuresOfVerification('on', 'verified'), {
      ours: values.ours,
    }),
    ...metricsOf(figuresOfVerification('off', 'decoded only'), {
      ours: values.peer,
    }),
  ];
}

function figuresOfVerification(id, what) {
  const title = `Refresh of ours, tokens ${what}, ${LOADS[1].connections} connections`;
  return {
    cpuMs: {
      id: `refresh.verification.${id}.cpu`,
      title: `${title}, CPU per request`,
      unit: 'ms',
    },
    perSecond: {
      id: `refresh.verification.${id}.throughput`,
      title: `${title}, throughput`,
      unit: 'requests/s',
      lowerIsBetter: false,
    },
  };
}
