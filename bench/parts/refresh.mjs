import { interleave } from '../lib/interleave.mjs';
import { ADA } from '../lib/identityProvider.mjs';
import { loadRefresh } from '../lib/load.mjs';
import { metricsOf } from '../lib/metrics.mjs';
import { hasPostgres } from '../lib/postgres.mjs';
import { withRunning } from '../lib/withRunning.mjs';

const REQUESTS = { 1: 1000, 10: 2000, 100: 2000 };

/** Whom the examples' catalog knows. */
const PEOPLE = ['ada', 'grace', 'linus'].map(preferred_username => ({
  ...ADA,
  preferred_username,
}));

const CPU_BUDGETS = {
  token: { must: 0.4, goal: 0.33 },
  catalog: { must: 0.95, goal: 0.6 },
};

const RESOLVERS = { token: 'no catalog look-up', catalog: 'catalog look-up' };
const DATABASES = { sqlite: 'SQLite', pg: 'PostgreSQL' };

/** What renewing a session costs, straight at the backend. Ours verifies each token, the peer decodes it. */
export async function measure({ ours, peer, runs, log }) {
  const variant = await ours.prepareVariant();
  const databases = Object.keys(DATABASES).filter(isPossible(log));
  const metrics = [];
  for (const database of databases) {
    for (const resolver of Object.keys(RESOLVERS)) {
      const sides = { ours: resolver === 'token' ? ours : variant, peer };
      metrics.push(
        ...(await measureRefresh({ sides, runs, log, database, resolver })),
      );
    }
  }
  return [...metrics, ...(await measureVerification({ variant, runs, log }))];
}

function isPossible(log) {
  return database => {
    const possible = database === 'sqlite' || hasPostgres();
    if (!possible) {
      log(
        'SKIPPED: refresh with PostgreSQL. There is no initdb on the PATH: install PostgreSQL, and put its bin folder there.',
      );
    }
    return possible;
  };
}

function measureRefresh({ sides, runs, log, database, resolver }) {
  const about = `${DATABASES[database]}, ${RESOLVERS[resolver]}`;
  const options = {
    database,
    env: { BENCH_RESOLVER: resolver },
    people: PEOPLE,
  };
  return withRunning(sides, options, async running => {
    const metrics = [];
    for (const [connections, requests] of Object.entries(REQUESTS)) {
      log(`${about}, ${connections} connections`);
      const values = await interleave(running, runs, side =>
        loadRefresh(side, {
          requests,
          connections: Number(connections),
          people: PEOPLE,
        }),
      );
      const id = `refresh.${database}.${resolver}.${connections}`;
      metrics.push(
        ...metricsOf(
          figures(id, `Refresh, ${about}, ${connections} connections`, {
            cpuMs: connections === '10' ? CPU_BUDGETS[resolver] : undefined,
            p99: connections === '100' ? { must: 0.6, goal: 0.4 } : undefined,
          }),
          values,
        ),
      );
    }
    return metrics;
  });
}

/** Ours with and without verification, in place of ours and the peer. */
async function measureVerification({ variant, runs, log }) {
  log('ours, verification on and off');
  const off = {
    start: options =>
      variant.start({
        ...options,
        env: { ...options.env, BENCH_VERIFICATION: 'off' },
      }),
  };
  const values = await withRunning(
    { ours: variant, peer: off },
    { people: PEOPLE },
    running =>
      interleave(running, runs, side =>
        loadRefresh(side, { requests: 2000, connections: 10, people: PEOPLE }),
      ),
  );
  const note =
    'Here the figure beside ours is ours with verification left out, not the peer.';
  return metricsOf(
    {
      cpuMs: {
        id: 'refresh.verification.cpu',
        title: 'Refresh of ours, verification on against off, CPU per request',
        unit: 'ms',
        note,
      },
      perSecond: {
        id: 'refresh.verification.throughput',
        title: 'Refresh of ours, verification on against off, throughput',
        unit: 'requests/s',
        lowerIsBetter: false,
        note,
      },
    },
    values,
  );
}

function figures(id, title, budgets) {
  return {
    cpuMs: {
      id: `${id}.cpu`,
      title: `${title}, CPU per request`,
      unit: 'ms',
      budget: budgets.cpuMs,
    },
    p50: { id: `${id}.p50`, title: `${title}, p50`, unit: 'ms' },
    p99: {
      id: `${id}.p99`,
      title: `${title}, p99`,
      unit: 'ms',
      budget: budgets.p99,
    },
    perSecond: {
      id: `${id}.throughput`,
      title: `${title}, throughput`,
      unit: 'requests/s',
      lowerIsBetter: false,
    },
  };
}
