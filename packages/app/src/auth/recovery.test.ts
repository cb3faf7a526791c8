import { mockApis, registerMswTestHooks } from '@backstage/test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { setImmediate } from 'node:timers';
import { untilRecovered } from './recovery';

const ORIGIN = 'https://portal.example.com';

const server = setupServer();
registerMswTestHooks(server);

describe('untilRecovered', () => {
  let requests: number[];
  let controller: AbortController;

  beforeEach(() => {
    requests = [];
    controller = new AbortController();
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'],
    });
    // In the middle of what chance makes of a pause.
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });

  afterEach(() => {
    controller.abort();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** Answers with one status after the other, and with the last one from then on. */
  const start = (...statuses: number[]) => {
    const began = Date.now();
    server.use(
      http.get(`${ORIGIN}/api/auth/oauth2proxy/refresh`, () => {
        requests.push((Date.now() - began) / 1000);
        const status = statuses[Math.min(requests.length, statuses.length) - 1];
        return status
          ? new HttpResponse('{}', { status })
          : HttpResponse.error();
      }),
    );
    return untilRecovered(
      mockApis.discovery({ baseUrl: ORIGIN }),
      controller.signal,
    );
  };

  const passTime = async (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      await jest.advanceTimersByTimeAsync(1000);
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  it.each([200, 401, 403])('ends when the answer is %s', async status => {
    const recovered = start(status);
    await passTime(3);
    await expect(recovered).resolves.toBe(true);
  });

  it('goes on through whatever says that somebody is down, with growing pauses', async () => {
    const recovered = start(503, 502, 0, 500, 504, 200);
    await passTime(120);
    await expect(recovered).resolves.toBe(true);
    expect(requests.map(Math.round)).toEqual([2, 6, 14, 30, 60, 90]);
  });

  it('asks no more when the page is left', async () => {
    const recovered = start(503);
    await passTime(3);
    controller.abort();
    await passTime(60);
    await expect(recovered).resolves.toBe(false);
    expect(requests).toHaveLength(1);
  });
});
