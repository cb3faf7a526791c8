import { createBackend } from '@backstage/backend-defaults';
import { auditor } from './auditor';
import { signInPolicy } from './auth';
import { cache } from './cache';
import { consentGuard } from './consentGuard';
import { startLock } from './database/startLock';
import { prepareEnvironment } from './environment/prepareEnvironment';
import { createHttpServices } from './http/httpServices';
import { logRedactions } from './logRedactions';
import { locationGuard, permissionPolicy } from './permissions/modules';
import { readTelemetrySettings } from './telemetry/settings';

const backend = createBackend();

backend.add(logRedactions);
backend.add(auditor);
createHttpServices().forEach(service => backend.add(service));
backend.add(startLock);
backend.add(cache);

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-proxy-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(signInPolicy);
backend.add(consentGuard);

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(permissionPolicy);
backend.add(locationGuard);

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('backstage-plugin-catalog-backend-module-people'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
// part: notifications
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);
// end part

backend.add(import('@backstage/plugin-techdocs-backend'));

// Search uses PostgreSQL if it is the database, and memory otherwise.
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

backend.add(import('@backstage/plugin-user-settings-backend'));
// part: notifications
backend.add(import('@backstage/plugin-notifications-backend'));
// end part
backend.add(import('@backstage/plugin-signals-backend'));
// part: mcp
backend.add(import('@backstage/plugin-mcp-actions-backend'));
// end part
backend.add(import('@backstage/plugin-events-backend'));
// `yarn new` adds plugins above this line, because it is the first that contains backend.start.

async function start() {
  prepareEnvironment(process.env);
  if (readTelemetrySettings(process.env)) {
    // Loads OpenTelemetry's SDK.
    backend.add(import('./telemetry/telemetryService'));
  }
  await backend.start();
}

// Exit if startup fails, so that the supervisor restarts the process.
start().catch(error => {
  console.error(error.message);
  process.exit(1);
});
