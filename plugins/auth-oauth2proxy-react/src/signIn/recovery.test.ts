import { mockApis, registerMswTestHooks } from '@backstage/test-utils';
import { HttpResponse } from 'msw';
import { setImmediate } from 'node:timers';
import { whenAnswered } from './recovery';
import { ADA, ORIGIN, TestPortal } from '../session/__testUtils__/portal';

const portal = new TestPortal();
registerMswTestHooks(portal.server);

describe('whenAnswered', () => {
  let requests: number[];
  let answered: jest.Mock;
  let stop: () => void;

  beforeEach(() => {
    requests = [];
    answered = jest.fn();
    portal.asked = 0;
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'],
    });
    // In the middle of what chance makes of a pause.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });

  afterEach(() => {
    stop();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const start = () => {
    stop = whenAnswered(mockApis.discovery({ baseUrl: ORIGIN }), answered);
  };

  /** Is down in one way after the other, and then answers. */
  const comeBackAfter = (...outages: (() => Response)[]) => {
    const began = Date.now();
    portal.answer(() => {
      requests.push((Date.now() - began) / 1000);
      const outage = outages[requests.length - 1];
      return outage ? outage() : HttpResponse.json({}, { status: 401 });
    });
  };

  const down = (status: number) => () => new HttpResponse('', { status });

  const passTime = async (seconds: number) => {
    for (let i = 0; i < seconds * 4; i++) {
      await jest.advanceTimersByTimeAsync(250);
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  it.each([
    ['someone is signed in', () => portal.signIn(ADA)],
    ['nobody is', () => portal.endSession()],
    ['someone is turned away', () => portal.answer(down(403))],
  ])('ends when the answer is that %s', async (_, prepare) => {
    prepare();
    start();
    await passTime(3);
    expect(answered).toHaveBeenCalledTimes(1);
    await passTime(60);
    expect(portal.asked).toBe(1);
  });

  it('goes on through whatever says that somebody is down, with growing pauses', async () => {
    comeBackAfter(
      ...[down(503), down(502), () => HttpResponse.error()],
      ...[down(500), down(504)],
    );
    start();
    await passTime(60);
    expect(answered).toHaveBeenCalledTimes(1);
    const pauses = requests.map((at, i) => at - (requests[i - 1] ?? 0));
    expect(pauses.map(Math.round)).toEqual([1, 2, 3, 6, 12, 23]);
  });

  it('does not ask while nobody looks at the page, but as soon as someone does', async () => {
    portal.endSession();
    const visible = jest.spyOn(document, 'visibilityState', 'get');
    visible.mockReturnValue('hidden');
    start();
    await passTime(60);
    expect(portal.asked).toBe(0);
    visible.mockReturnValue('visible');
    window.dispatchEvent(new Event('focus'));
    await passTime(1);
    expect(answered).toHaveBeenCalledTimes(1);
  });

  it('asks no more when the page is left', async () => {
    portal.goDown();
    start();
    await passTime(1);
    stop();
    await passTime(60);
    expect(portal.asked).toBe(1);
  });

  it('does not hear an answer that comes when the page was left', async () => {
    portal.endSession();
    start();
    jest.advanceTimersByTime(1000);
    stop();
    await passTime(3);
    expect(answered).not.toHaveBeenCalled();
  });
});
