import { HttpResponse } from 'msw';
import { setImmediate } from 'node:timers';
import {
  discovery,
  fakeTimers,
  PROVIDER,
  TestPortal,
} from '../session/__testUtils__/portal';
import { refreshSession } from '../session/refreshSession';
import { retryUntilAnswered } from './useRecovery';

const NO_NETWORK = 0;

const portal = new TestPortal();

describe('retryUntilAnswered', () => {
  let requests: number[];
  let answered: jest.Mock;
  let stop: () => void;

  fakeTimers();

  beforeEach(() => {
    requests = [];
    answered = jest.fn();
    // The middle of the random range of a delay.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });

  afterEach(() => stop());

  const start = () => {
    stop = retryUntilAnswered(
      () => refreshSession(discovery, PROVIDER),
      answered,
    );
  };

  /** Answers requests with one status after another, then with 401. */
  const answerWith = (...statuses: number[]) => {
    const startedAt = Date.now();
    portal.answer(() => {
      requests.push((Date.now() - startedAt) / 1000);
      const status = statuses[requests.length - 1] ?? 401;
      return status === NO_NETWORK
        ? HttpResponse.error()
        : new HttpResponse('', { status });
    });
  };

  const passTime = async (seconds: number) => {
    for (let i = 0; i < seconds * 4; i++) {
      await jest.advanceTimersByTimeAsync(250);
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  it.each([
    ['a user is signed in', () => portal.signIn()],
    ['no user is signed in', () => portal.endSession()],
    ['the user is refused', () => answerWith(403)],
  ])('stops when the answer is that %s', async (_, prepare) => {
    prepare();
    start();
    await passTime(3);
    expect(answered).toHaveBeenCalledTimes(1);
    await passTime(60);
    expect(portal.refreshes).toBe(1);
  });

  it('retries through any outage, with growing delays', async () => {
    answerWith(503, 502, NO_NETWORK, 500, 504);
    start();
    await passTime(60);
    expect(answered).toHaveBeenCalledTimes(1);
    const pauses = requests.map((at, i) => at - (requests[i - 1] ?? 0));
    expect(pauses.map(Math.round)).toEqual([1, 2, 3, 6, 12, 23]);
  });

  it('waits while the page is hidden, and retries when the user returns', async () => {
    portal.endSession();
    const visible = jest.spyOn(document, 'visibilityState', 'get');
    visible.mockReturnValue('hidden');
    start();
    await passTime(60);
    expect(portal.refreshes).toBe(0);
    visible.mockReturnValue('visible');
    window.dispatchEvent(new Event('focus'));
    await passTime(1);
    expect(answered).toHaveBeenCalledTimes(1);
  });

  it('sends no more requests after it is stopped', async () => {
    portal.goDown();
    start();
    await passTime(1);
    stop();
    await passTime(60);
    expect(portal.refreshes).toBe(1);
  });

  it('ignores an answer that arrives after it is stopped', async () => {
    portal.endSession();
    start();
    jest.advanceTimersByTime(1000);
    stop();
    await passTime(3);
    expect(answered).not.toHaveBeenCalled();
  });
});
