import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../scripts/userError.mjs';
import { identityHeaders } from '../lib/identityHeaders.mjs';
import { ADA } from '../lib/identityProvider.mjs';
import { cpuMsOf } from '../lib/processFigures.mjs';
import { writeSetting } from '../lib/settings.mjs';

const TIMEOUT_MS = 15 * 60 * 1000;
const QUIET_MS = 3_000;
const QUIET_SHARE = 0.05;

/** A side which counts as started when its catalog has taken all users in and has come to rest. */
export function withUsers(side, users) {
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

/** The claims of one of those users. */
export function person(index) {
  return { ...ADA, preferred_username: `person-${index}` };
}

async function untilTakenIn(running, users) {
  const end = Date.now() + TIMEOUT_MS;
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
        `The catalog had not taken in ${users} users, and come to rest, after ${
          TIMEOUT_MS / 60_000
        } minutes. Leave the machine alone while this runs, or use a faster one.`,
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
