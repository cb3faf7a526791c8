import {
  LoggerService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { ProfileInfo } from '@backstage/plugin-auth-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { hash } from 'crypto';
import { UserGroup } from './groups';

/** Published when a user signs in, or when their profile or groups change. */
export const SIGNED_IN = 'oauth2proxy.user-signed-in';

/** Published when users expire or are erased. */
export const REMOVED = 'oauth2proxy.users-removed';

/** What a token says about a person. */
export interface Person {
  profile: ProfileInfo;
  /** Undefined if the token does not say which groups the user is in. */
  groups?: UserGroup[];
}

/** Detects changes without keeping the claims. */
export function hashPerson({ profile, groups }: Person): string {
  const { displayName, email, picture } = profile;
  const claims = JSON.stringify([displayName, email, picture, groups]);
  return hash('sha256', claims, 'base64url');
}

/**
 * The payload of {@link SIGNED_IN}.
 *
 * The events service writes payloads to the debug log. There, the payload is the root value for `JSON.stringify`, and only
 * the entity reference appears. In a request to the event bus, it is under a key, and appears completely.
 */
class SignInPayload {
  readonly profile: Person['profile'];
  readonly groups: Person['groups'];

  constructor(readonly userEntityRef: string, { profile, groups }: Person) {
    this.profile = profile;
    this.groups = groups;
  }

  toJSON(key: string) {
    return key === '' ? { userEntityRef: this.userEntityRef } : { ...this };
  }
}

/** Publishes sign-ins and removals of users through the events service. */
export class PeoplePublisher {
  readonly #started: Promise<void>;

  constructor(
    private readonly events: EventsService,
    private readonly logger: LoggerService,
    lifecycle: RootLifecycleService,
  ) {
    // Events wait for startup, because other plugins' subscribers are not connected before.
    this.#started = new Promise(resolve => lifecycle.addStartupHook(resolve));
  }

  /** Publishes a sign-in. The returned promise never rejects: false means that publishing failed. */
  async publishSignIn(userEntityRef: string, person: Person): Promise<boolean> {
    try {
      await this.#started;
      await this.events.publish({
        topic: SIGNED_IN,
        eventPayload: new SignInPayload(userEntityRef, person),
      });
      return true;
    } catch (error) {
      // Don't log the error itself, because it may quote the payload.
      this.logger.error(
        `Could not publish the sign-in of ${userEntityRef}: ${
          (error as Error).name
        }`,
      );
      return false;
    }
  }

  async publishRemoval(userEntityRefs: string[]) {
    await this.#started;
    await this.events.publish({
      topic: REMOVED,
      eventPayload: { userEntityRefs },
    });
  }
}
