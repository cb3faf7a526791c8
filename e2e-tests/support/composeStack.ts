import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseEnv } from 'util';

/** Where Docker Compose finds its settings. */
const { COMPOSE_ENV_FILES: file = join(__dirname, '..', '..', '.env') } =
  process.env;

const settings = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};

/** The stack that `docker compose up --wait` started. */
export const composeStack = {
  baseURL: settings.PUBLIC_URL,
  keycloakURL: settings.KEYCLOAK_URL,
  /** How long after it began a session is renewed. */
  renewsAfter: settings.COOKIE_REFRESH,
  /** What must be in no log. */
  secrets: Object.entries(settings).filter(([name]) =>
    /(SECRET|PASSWORD)$/.test(name),
  ),
  /** The password of the people of the demo. */
  password() {
    if (!settings.DEMO_PASSWORD) {
      throw new Error(
        `There is no DEMO_PASSWORD in ${file}. Run node scripts/deploy-init.mjs and docker compose up --build --wait first.`,
      );
    }
    return settings.DEMO_PASSWORD;
  },
};
