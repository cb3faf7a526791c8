import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/**
 * Hides passwords in the log that Backstage does not hide: it replaces configured secrets as they are, but not the password inside a
 * connection URL, and not a secret that looks different in JSON or in a URL.
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

/** The passwords in a configuration, in each form that a log can show. */
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

/** The password in a connection URL, as it is written and as it is meant. */
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
