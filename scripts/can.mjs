import { ConfigSources } from '@backstage/config-loader';
import { createRequire } from 'node:module';
import { UserError, runMain } from './lib/command.mjs';

const USAGE =
  'Usage: yarn can <development user> <permission> [entity reference or task ID]';

/** Asks the portal that `yarn dev` runs whether a user has a permission, as the app does, and shows the rule that decides. */
await runMain(async () => {
  const [persona, name, resourceRef] = process.argv.slice(2);
  if (!persona || !name) {
    throw new UserError(USAGE);
  }
  const config = await ConfigSources.toConfig(ConfigSources.default({}));
  config.close();
  const portal = config.getString('app.baseUrl');
  const { user, headers } = await signIn(portal, persona);
  const permission = await findPermission(portal, headers, name);
  const query = { id: name, permission };
  if (permission.type === 'resource') {
    if (!resourceRef) {
      throw new UserError(`${name} needs a resource.\n${USAGE}`);
    }
    query.resourceRef = resourceRef;
  }
  const { items } = await fetchJson(`${portal}/api/permission/authorize`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ items: [query] }),
  });
  const allowed = items[0].result === 'ALLOW';
  const what = [name, query.resourceRef].filter(Boolean).join(' for ');
  console.log(
    allowed
      ? `yes: ${user.userEntityRef} has ${what}`
      : `no: ${user.userEntityRef} does not have ${what}`,
  );
  console.log(`Reason: ${await findReason(permission, user, config)}`);
  if (allowed && /^catalog\.location\.(create|delete)$/.test(name)) {
    console.log(
      'Also needs catalog.entity.delete for each entity in the location.',
    );
  }
  return allowed ? 0 : 1;
});

async function signIn(portal, persona) {
  const response = await fetch(
    `${portal}/_oauth2/start?persona=${encodeURIComponent(persona)}`,
    { redirect: 'manual' },
  ).catch(() => {
    throw new UserError(`Can't reach ${portal}. Start it with: yarn dev`);
  });
  if (response.status === 400) {
    throw new UserError(await response.text());
  }
  const cookie = response.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ');
  const { backstageIdentity } = await fetchJson(
    `${portal}/api/auth/oauth2proxy/refresh`,
    { headers: { cookie } },
  );
  const { identity, token } = backstageIdentity;
  return {
    user: identity,
    headers: { cookie, authorization: `Bearer ${token}` },
  };
}

/** Returns the permission as its plugin describes it. A permission's name starts with its plugin's ID. */
async function findPermission(portal, headers, name) {
  const [pluginId] = name.split('.');
  const { permissions } = await fetchJson(
    `${portal}/api/${pluginId}/.well-known/backstage/permissions/metadata`,
    { headers },
  );
  const permission = permissions.find(known => known.name === name);
  if (!permission) {
    const names = permissions.map(known => known.name);
    throw new UserError(
      `${pluginId} has no permission ${name}. It has: ${names.join(', ')}`,
    );
  }
  return permission;
}

/** Returns the reason for the decision, with the backend's own code. */
async function findReason(permission, user, config) {
  const require = createRequire(import.meta.url);
  require('@backstage/cli/config/nodeTransform.cjs');
  const { policy } = require('../packages/backend/src/permissions/policy.ts');
  const { decide } = require('../packages/backend/src/permissions/rules.ts');
  const {
    readAdministrators,
  } = require('../packages/backend/src/permissions/administrators.ts');
  const { reason } = await decide(policy, {
    permission,
    administrators: readAdministrators(config),
    getUser: async () => user,
  });
  return reason;
}

async function fetchJson(url, init) {
  const response = await fetch(url, init);
  const body = await response.json();
  if (!response.ok) {
    throw new UserError(body.error.message);
  }
  return body;
}
