import { mockServices } from '@backstage/backend-test-utils';
import { waitForTurn } from './waitForTurn';

describe('waitForTurn', () => {
  const logger = mockServices.logger.mock();

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const holdFor = (seconds: number) => {
    const freeAt = Date.now() + seconds * 1000;
    return async () => Date.now() >= freeAt;
  };

  it('logs nothing if the lock is free', async () => {
    await waitForTurn(async () => true, 'catalog', logger);
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('logs immediately what it waits for, and every 30 seconds how long it has waited', async () => {
    const turn = waitForTurn(holdFor(70), 'catalog', logger);
    await jest.advanceTimersByTimeAsync(0);
    expect(logger.info).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(70_000);
    await turn;
    const lines = logger.info.mock.calls.map(([line]) => line);
    expect(lines.map(line => line.match(/(\d+) s so far$/)?.[1])).toEqual([
      '0',
      '30',
      '60',
    ]);
    expect(lines[0]).toMatch(
      /^Waiting for another backend .* catalog plugin's database/,
    );
  });

  it('stops waiting when the process is told to stop', async () => {
    const turn = waitForTurn(async () => false, 'catalog', logger);
    const failure = turn.catch(error => error.message);
    await jest.advanceTimersByTimeAsync(0);
    process.emit('SIGTERM');
    await jest.advanceTimersByTimeAsync(500);
    expect(await failure).toMatch(/^Stopped while waiting/);
  });

  it('fails if the database cannot be queried', async () => {
    const asking = waitForTurn(
      () => Promise.reject(new Error('connection lost')),
      'catalog',
      logger,
    );
    await expect(asking).rejects.toThrow('connection lost');
  });
});
