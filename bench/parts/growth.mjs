import { person, withUsers } from '../growth/catalogUsers.mjs';
import { ADA } from '../lib/identityProvider.mjs';
import { interleave } from '../lib/interleave.mjs';
import { loadRefresh } from '../lib/load.mjs';
import { metric } from '../lib/metrics.mjs';
import { withRunning } from '../lib/withRunning.mjs';

const USERS = [1, 100, 10_000];
const GROUPS = [1, 50, 400];
const LOAD = { requests: 1000, connections: 10 };
const PEOPLE_WHO_SIGN_IN = 50;

/** What a refresh costs as the catalog, and as the token, grows. */
export async function measure({ ours, peer, runs, log }) {
  const variant = await ours.prepareVariant();
  const metrics = [];
  for (const users of USERS) {
    log(`${users} users in the catalog`);
    metrics.push(await measureUsers({ ours: variant, peer }, runs, users));
  }
  log(`tokens with ${GROUPS.join(', ')} groups`);
  return [...metrics, ...(await measureGroups({ ours, peer }, runs))];
}

async function measureUsers(sides, runs, users) {
  const people = Array.from(
    { length: Math.min(users, PEOPLE_WHO_SIGN_IN) },
    (_, index) => person(Math.floor((index * users) / PEOPLE_WHO_SIGN_IN)),
  );
  const filled = Object.fromEntries(
    Object.entries(sides).map(([name, side]) => [name, withUsers(side, users)]),
  );
  const options = { env: { BENCH_RESOLVER: 'catalog' }, people };
  const values = await withRunning(filled, options, running =>
    interleave(running, runs, side => loadRefresh(side, { ...LOAD, people })),
  );
  return metric(
    {
      id: `growth.users.${users}`,
      title: `Refresh with catalog look-up, ${users} users in the catalog, CPU per request`,
      unit: 'ms',
    },
    onlyCpu(values),
  );
}

function measureGroups(sides, runs) {
  return withRunning(sides, {}, async running => {
    const metrics = [];
    for (const count of GROUPS) {
      const groups = Array.from({ length: count }, (_, i) => `team-${i}-group`);
      const values = await interleave(running, runs, side =>
        loadRefresh(side, { ...LOAD, people: [{ ...ADA, groups }] }),
      );
      metrics.push(
        metric(
          {
            id: `growth.groups.${count}`,
            title: `Refresh without catalog look-up, ${count} groups in the token, CPU per request`,
            unit: 'ms',
            note: 'Names of 12 to 14 characters: with all headers a token has to stay below 16 KiB, at which Node stops.',
          },
          onlyCpu(values),
        ),
      );
    }
    return metrics;
  });
}

function onlyCpu({ ours, peer }) {
  return {
    ours: ours.map(({ cpuMs }) => cpuMs),
    peer: peer.map(({ cpuMs }) => cpuMs),
  };
}
