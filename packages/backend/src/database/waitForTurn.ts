import { LoggerService } from '@backstage/backend-plugin-api';

const RETRY_MS = 500;
const REPORT_MS = 30_000;

/** Tries to take the lock until it succeeds. Logs what it waits for immediately and every 30 seconds, and gives up when told to stop. */
export async function waitForTurn(
  takeLock: () => Promise<boolean>,
  pluginId: string,
  logger: LoggerService,
): Promise<void> {
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.once('SIGTERM', stop);
  const since = Date.now();
  let reportAfter = 0;
  while (!(await takeLock())) {
    if (stopped) {
      throw new Error('Stopped while waiting for another backend to start');
    }
    const waited = Date.now() - since;
    if (waited >= reportAfter) {
      logger.info(
        `Waiting for another backend to start, which holds the lock in the ${pluginId} plugin's database; ${Math.round(
          waited / 1000,
        )} s so far`,
      );
      reportAfter += REPORT_MS;
    }
    await new Promise(resolve => setTimeout(resolve, RETRY_MS));
  }
  process.off('SIGTERM', stop);
}
