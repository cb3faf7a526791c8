import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../scripts/userError.mjs';
import { benchCache } from '../lib/cacheFolder.mjs';
import { identityHeaders } from '../lib/identityHeaders.mjs';
import { ADA } from '../lib/identityProvider.mjs';
import { interleave } from '../lib/interleave.mjs';
import { loadRefresh } from '../lib/load.mjs';
import { metric } from '../lib/metrics.mjs';
import { cpuMsOf } from '../lib/processFigures.mjs';
import { writeSetting } from '../lib/settings.mjs';
import { withRunning } from '../lib/withRunning.mjs';

const USERS = [1, 100, 10_000];
const GROUPS = [1, 50, 400];
const LOAD = { requests: 2000, connections: 10 };
const PEOPLE_WHO_SIGN_IN = 50;
const INGEST_TIMEOUT_MS = 15 * 60 * 1000;
const QUIET_MS = 3_000;
const QUIET_SHARE = 0.05;

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

/** A side which counts as started when its catalog has taken all users in and has come to rest. */
function withUsers(side, users) {
  return {
    async start(options) {
      const running = await side.start({
        ...options,
        locations: [await writeUsers(users)],
        config: [await writeConfig()],
      });
      try {
        await untilTakenIn(running, users);
        return running;
      } catch (error) {
        await running.stop();
        throw error;
      }
    },
  };
}

async function writeUsers(users) {
  const documents = Array.from({ length: users }, (_, index) =>
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: person(index).preferred_username },
      spec: {
        profile: { displayName: `Person ${index}` },
        memberOf: ['payments'],
      },
    }),
  );
  return {
    type: 'file',
    target: await writeSetting(
      `users-${users}.yaml`,
      documents.join('\n---\n'),
    ),
    rules: [{ allow: ['User'] }],
  };
}

/** The catalog looks at each entity again and again: a work of its own, which is kept out of what a refresh costs. */
function writeConfig() {
  return writeSetting(
    'catalog-at-rest.yaml',
    JSON.stringify({ catalog: { processingInterval: { hours: 6 } } }),
  );
}

function person(index) {
  return { ...ADA, preferred_username: `person-${index}` };
}

async function untilTakenIn(running, users) {
  const end = Date.now() + INGEST_TIMEOUT_MS;
  const token = await signIn(running);
  let cpu = cpuMsOf(running.pid);
  for (;;) {
    await setTimeout(QUIET_MS);
    const now = cpuMsOf(running.pid);
    const quiet = now - cpu < QUIET_MS * QUIET_SHARE;
    cpu = now;
    if (quiet && (await countUsers(running, token)) >= users) {
      return;
    }
    if (Date.now() > end) {
      throw new UserError(
        `The catalog had not taken in ${users} users after ${
          INGEST_TIMEOUT_MS / 60_000
        } minutes. Run this on a faster machine, or look for the cause in ${join(
          benchCache,
          'logs',
        )}.`,
      );
    }
  }
}

async function signIn(running) {
  const headers = identityHeaders(await running.issueToken(ADA), ADA);
  const response = await fetch(running.refreshUrl, { headers });
  return (await response.json()).backstageIdentity.token;
}

async function countUsers({ backendUrl }, token) {
  const response = await fetch(
    `${backendUrl}/api/catalog/entities/by-query?filter=kind=user,metadata.name&limit=0`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  return (await response.json()).totalItems;
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
