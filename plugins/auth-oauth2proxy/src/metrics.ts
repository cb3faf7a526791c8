import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { SignInReason } from './types';

/** In seconds: a request is answered in milliseconds, unless keys must be fetched. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** In seconds. Providers issue tokens for minutes to hours. */
const LIFETIMES = [0, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** `failed` has a cause that is not the user's, nor that of a service that answers with a reason code. */
export type SignInOutcome = 'accepted' | 'refused' | 'failed';

/** Records metrics of sign-ins. Their labels have a fixed set of values, and never that of a claim. */
export class SignInMetrics {
  readonly #signIns;
  readonly #refreshDuration;
  readonly #verificationDuration;
  readonly #keyFetches;
  readonly #remainingLifetime;
  #keysFetchedAt?: number;

  /** @param countIdentities - Counts the accounts that are bound to a user, when the metrics are read */
  constructor(metrics: MetricsService, countIdentities: () => Promise<number>) {
    this.#signIns = metrics.createCounter('oauth2proxy.sign_ins', {
      description: 'Sign-ins and refreshes of sessions, by outcome and reason',
    });
    this.#refreshDuration = metrics.createHistogram(
      'oauth2proxy.refresh.duration.seconds',
      {
        description: 'How long sign-ins and refreshes take',
        unit: 's',
        advice: { explicitBucketBoundaries: DURATIONS },
      },
    );
    this.#verificationDuration = metrics.createHistogram(
      'oauth2proxy.verification.duration.seconds',
      {
        description: 'How long it takes to verify an ID token',
        unit: 's',
        advice: { explicitBucketBoundaries: DURATIONS },
      },
    );
    this.#remainingLifetime = metrics.createHistogram(
      'oauth2proxy.token.remaining_lifetime.seconds',
      {
        description:
          'How long verified ID tokens remain valid when they arrive',
        unit: 's',
        advice: { explicitBucketBoundaries: LIFETIMES },
      },
    );
    this.#keyFetches = metrics.createCounter('oauth2proxy.jwks.fetches', {
      description: "Attempts to fetch the provider's signing keys",
    });
    metrics
      .createObservableGauge('oauth2proxy.jwks.age.seconds', {
        description: "The age of the provider's signing keys",
        unit: 's',
      })
      .addCallback(result => {
        if (this.#keysFetchedAt !== undefined) {
          result.observe(secondsSince(this.#keysFetchedAt));
        }
      });
    metrics
      .createObservableGauge('oauth2proxy.identities', {
        description: 'Accounts that are bound to a user',
      })
      .addCallback(async result => result.observe(await countIdentities()));
  }

  recordSignIn(
    startedAt: number,
    outcome: SignInOutcome,
    reason?: SignInReason,
  ) {
    this.#signIns.add(1, { outcome, reason: reason ?? 'none' });
    this.#refreshDuration.record(secondsSince(startedAt), { outcome });
  }

  /** Measures a verification. */
  async measureVerification<T extends { exp: number }>(
    verify: () => Promise<T>,
  ): Promise<T> {
    const startedAt = performance.now();
    try {
      const claims = await verify();
      this.#remainingLifetime.record(claims.exp - Date.now() / 1000);
      return claims;
    } finally {
      this.#verificationDuration.record(secondsSince(startedAt));
    }
  }

  recordKeyFetch(outcome: 'succeeded' | 'failed') {
    this.#keyFetches.add(1, { outcome });
    if (outcome === 'succeeded') {
      this.#keysFetchedAt = performance.now();
    }
  }
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
