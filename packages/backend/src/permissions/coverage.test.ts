import { MetadataResponse } from '@backstage/plugin-permission-common';
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import request from 'supertest';
import { dependencies } from '../../package.json';
import { startBackend } from './__testUtils__/backend';
import { permissionPolicy } from './modules';
import { policy } from './policy';

// Starting a backend is slow, and its catalog polls only once a second.
jest.setTimeout(60_000);

interface Manifest {
  name: string;
  backstage?: { role: string; pluginId: string };
}

/** The `node_modules` folders of the backend and the repository. */
const MODULES = ['../..', '../../../..'].map(folder =>
  join(__dirname, folder, 'node_modules'),
);

/** Reads a manifest as a file, because not every package lets others import it. */
function readManifest(name: string): Manifest {
  const file = MODULES.map(folder => join(folder, name, 'package.json')).find(
    existsSync,
  );
  return JSON.parse(readFileSync(file!, 'utf8'));
}

const installed = Object.keys(dependencies)
  .map(readManifest)
  .filter(({ backstage }) => backstage?.role.startsWith('backend-plugin'));

describe('policy', () => {
  const permissions: NonNullable<MetadataResponse['permissions']> = [];

  beforeAll(async () => {
    const { url, stop } = await startBackend(
      {
        backend: { auth: { dangerouslyDisableDefaultAuthPolicy: true } },
        auth: {
          environment: 'development',
          providers: {
            oauth2proxy: {
              signIn: {
                resolvers: [{ resolver: 'usernameMatchingUserEntityName' }],
              },
            },
          },
        },
        techdocs: { builder: 'external', publisher: { type: 'local' } },
      },
      [
        permissionPolicy,
        ...installed.map(({ name }) => jest.requireActual(name).default),
      ],
    );
    const pluginIds = new Set(
      installed.map(({ backstage }) => backstage!.pluginId),
    );
    for (const pluginId of pluginIds) {
      const { body } = await request(url).get(
        `/api/${pluginId}/.well-known/backstage/permissions/metadata`,
      );
      permissions.push(...(body.permissions ?? []));
    }
    await stop();
  });

  const named = policy.map(([name]) => name);

  it('has a rule for each permission of the installed plugins', () => {
    const names = permissions.map(({ name }) => name);
    expect(names).toContain('catalog.entity.delete');
    expect(names.filter(name => !named.includes(name))).toEqual([]);
  });

  it('has no rule for a permission that no installed plugin has', () => {
    const names = permissions.map(({ name }) => name);
    expect(named.filter(name => !names.includes(name))).toEqual([]);
  });

  it('grants permissions to owners only where Backstage knows the owner', () => {
    const owned = permissions.filter(
      permission =>
        permission.type === 'resource' &&
        ['catalog-entity', 'scaffolder-task'].includes(permission.resourceType),
    );
    const forOwners = policy
      .filter(([, who]) => who === 'owners')
      .map(([name]) => name);
    expect(owned.map(({ name }) => name)).toEqual(
      expect.arrayContaining(forOwners),
    );
  });
});
