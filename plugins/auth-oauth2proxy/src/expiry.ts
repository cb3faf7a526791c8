import { SchedulerService } from '@backstage/backend-plugin-api';
import { IdentityDatabase } from './identityDatabase';
import { PeoplePublisher } from './people';

const BATCH_SIZE = 100;

/** Schedules the removal of users who have not signed in for some time. One of all backends runs it. */
export async function scheduleExpiry(
  expireAfterSeconds: number,
  services: {
    scheduler: SchedulerService;
    identities: IdentityDatabase;
    people: PeoplePublisher;
  },
) {
  const { scheduler, identities, people } = services;
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
        }
      } while (expired.length > 0);
    },
  });
}
