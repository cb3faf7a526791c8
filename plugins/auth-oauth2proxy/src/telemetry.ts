import type {
  MetricsService,
  TracingService,
  TracingServiceSpan,
} from '@backstage/backend-plugin-api/alpha';
import { isRefusal } from './refusals';

/** In seconds: a request is answered in milliseconds, unless keys must be fetched. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** In seconds. Providers issue tokens for minutes to hours. */
const LIFETIMES = [0, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** How a sign-in or a verification ended. Both labels have a fixed set of values. */
interface Outcome {
  /** `failed` means an unexpected error: neither a refusal nor an unavailable service with a reason code. */
  outcome: 'accepted' | 'refused' | 'failed';
  /** The reason code of a refusal, otherwise `none`. */
  reason: string;
}

/** Records metrics and spans of sign-ins. They never contain a claim, nor the text of an error, which may quote one. */
export class SignInTelemetry {
  readonly #signIns;
  readonly #refreshDuration;
  readonly #verificationDuration;
  readonly #keyFetches;
  readonly #remainingLifetime;
  #keysFetchedAt?: number;

  /** @param countIdentities - Counts the accounts that are bound to a user, when the metrics are read */
  constructor(
    metrics: MetricsService,
    private readonly tracing: TracingService,
    countIdentities: () => Promise<number>,
  ) {
    this.#signIns = metrics.createCounter('oauth2proxy.sign_ins', {
      description: 'Sign-ins and session refreshes, by outcome and reason',
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

  /** Measures a sign-in or the refresh of a session. */
  async measureRefresh<T>(refresh: () => Promise<T>): Promise<T> {
    return this.#measure('oauth2proxy refresh', refresh, (seconds, ended) => {
      this.#signIns.add(1, { ...ended });
      this.#refreshDuration.record(seconds, { outcome: ended.outcome });
    });
  }

  /** Measures a verification. */
  async measureVerification<T extends { exp: number }>(
    verify: () => Promise<T>,
  ): Promise<T> {
    const claims = await this.#measure(
      'oauth2proxy verification',
      verify,
      seconds => this.#verificationDuration.record(seconds),
    );
    this.#remainingLifetime.record(claims.exp - Date.now() / 1000);
    return claims;
  }

  recordKeyFetch(outcome: 'succeeded' | 'failed') {
    this.#keyFetches.add(1, { outcome });
    if (outcome === 'succeeded') {
      this.#keysFetchedAt = performance.now();
    }
  }

  async #measure<T>(
    spanName: string,
    run: () => Promise<T>,
    record: (seconds: number, outcome: Outcome) => void,
  ): Promise<T> {
    const startedAt = performance.now();
    const end = (span: TracingServiceSpan, outcome: Outcome) => {
      record(secondsSince(startedAt), outcome);
      span.setAttribute('oauth2proxy.outcome', outcome.outcome);
      span.setAttribute('oauth2proxy.reason', outcome.reason);
      if (outcome.outcome === 'failed') {
        span.setStatus({ code: 'error' });
      }
    };
    // Returns errors from the span instead of throwing them, because Backstage would add their text to the span.
    const result = await this.tracing.startActiveSpan(spanName, async span => {
      try {
        const value = await run();
        end(span, { outcome: 'accepted', reason: 'none' });
        return { value };
      } catch (error) {
        end(
          span,
          isRefusal(error)
            ? { outcome: 'refused', reason: error.code }
            : { outcome: 'failed', reason: 'none' },
        );
        return { error };
      }
    });
    if ('error' in result) {
      throw result.error;
    }
    return result.value;
  }
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}
