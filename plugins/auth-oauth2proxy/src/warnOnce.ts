import { LoggerService } from '@backstage/backend-plugin-api';

/** Some warnings name what a token holds: without a limit, tokens could fill memory and log. */
const MAX_WARNINGS = 100;

/** Logs each warning once per process, and at most 100 different ones. */
export function createWarnOnce(logger: LoggerService) {
  const logged = new Set<string>();
  return (message: string) => {
    if (logged.size < MAX_WARNINGS && !logged.has(message)) {
      logged.add(message);
      logger.warn(message);
    }
  };
}
