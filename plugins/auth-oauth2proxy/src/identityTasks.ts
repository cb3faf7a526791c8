import { SchedulerService } from '@backstage/backend-plugin-api';
import { AuditLog } from './audit';
import { IdentityDatabase } from './identityDatabase';
import { PeoplePublisher } from './people';

const BATCH_SIZE = 100;

/** How long a backend may take to publish before another one takes over. */
const PUBLISHING_TIMEOUT_MS = 60 * 1000;

interface Services {
  scheduler: SchedulerService;
  identities: IdentityDatabase;
  people: PeoplePublisher;
  audit: AuditLog;
}

/** Schedules a task that publishes what backends failed to, for example because they were killed. It runs on one backend. */
export async function schedulePublishing(services: Services) {
  const { scheduler, identities, people } = services;
  await scheduler.scheduleTask({
    id: 'oauth2proxy-publish-users',
    frequency: { minutes: 1 },
    timeout: { minutes: 10 },
    initialDelay: { seconds: 15 },
    fn: async () => {
      const before = new Date(Date.now() - PUBLISHING_TIMEOUT_MS);
      for (const pending of await identities.findPending(before, BATCH_SIZE)) {
        if (await people.publishSignIn(pending.entityRef, pending.person)) {
          await identities.markPublished(pending, pending.claimsHash);
        }
      }
    },
  });
}

/** Schedules a task that removes users who have not signed in for some time. It runs on one backend. */
export async function scheduleExpiry(
  expireAfterSeconds: number,
  services: Services,
) {
  const { scheduler, identities, people, audit } = services;
  await scheduler.scheduleTask({
    id: 'oauth2proxy-expire-users',
    frequency: { hours: 1 },
    timeout: { minutes: 30 },
    initialDelay: { minutes: 1 },
    fn: async () => {
      const before = new Date(Date.now() - expireAfterSeconds * 1000);
      let expired: string[];
      do {
        expired = await identities.findUnused(before, BATCH_SIZE);
        if (expired.length > 0) {
          await people.publishRemoval(expired);
          await identities.markUnpublished(expired);
          for (const entityRef of expired) {
            await audit.record('user-expire', { entityRef });
          }
        }
      } while (expired.length > 0);
    },
  });
}
