import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/**
 * Hides passwords in the log that Backstage does not hide. Backstage redacts configured secrets only as they are written. It misses the
 * password in a connection URL, and secrets that are escaped in JSON or in a URL.
 */
export const logRedactions = createServiceFactory({
  service: createServiceRef<void>({ id: 'backend.redactions', scope: 'root' }),
  deps: { config: coreServices.rootConfig, logger: coreServices.rootLogger },
  async factory({ config, logger }) {
    if (logger instanceof WinstonLogger) {
      const redact = () => logger.addRedactions(findPasswords(config.get()));
      redact();
      config.subscribe?.(redact);
    }
  },
});

/** Returns the passwords in a configuration, in each form that can appear in a log. */
export function findPasswords(config: unknown): Set<string> {
  const passwords = new Set<string>();
  JSON.stringify(config, (key, value) => {
    if (typeof value === 'string') {
      const found = /password|secret/i.test(key) ? [value] : inUrl(value);
      found.flatMap(formsOf).forEach(form => passwords.add(form));
    }
    return value;
  });
  return passwords;
}

/** Returns the password in a connection URL, as written and decoded. */
function inUrl(text: string): string[] {
  const written = URL.canParse(text)
    ? new URL(text).password
    : /^[a-z][a-z\d+.-]*:\/\/[^:/?#]*:(.+)@/i.exec(text)?.[1];
  if (!written) {
    return [];
  }
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}

function formsOf(password: string): string[] {
  return [
    password,
    encodeURIComponent(password),
    JSON.stringify(password).slice(1, -1),
  ];
}
