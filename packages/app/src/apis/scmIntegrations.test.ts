import {
  ApiFactoryRegistry,
  ApiResolver,
  ConfigReader,
} from '@backstage/core-app-api';
import {
  configApiRef,
  createApiFactory,
  createApiRef,
} from '@backstage/core-plugin-api';
import { scmIntegrationsApiRef } from '@backstage/integration-react';
import { deferScmIntegrations } from './scmIntegrations';

const config = new ConfigReader({
  integrations: {
    github: [
      {
        host: 'git.example.com',
        apiBaseUrl: 'https://git.example.com/api/v3',
      },
    ],
  },
});
const FILE = 'https://git.example.com/team/repo/blob/main/catalog-info.yaml';

describe('deferScmIntegrations', () => {
  it('creates integrations from configuration once their code is loaded', async () => {
    const { load, create } = deferScmIntegrations();
    const integrations = create(config);
    await load();
    expect(integrations.byUrl(FILE)?.type).toBe('github');
    expect(integrations.github.byUrl(FILE)?.config.host).toBe(
      'git.example.com',
    );
  });

  it('lets the API of a plugin depend on the integrations before they are loaded', async () => {
    const { load, create } = deferScmIntegrations();
    const pluginApiRef = createApiRef<{ hostType(): string | undefined }>({
      id: 'plugin',
    });
    const registry = new ApiFactoryRegistry();
    registry.register('static', createApiFactory(configApiRef, config));
    registry.register(
      'app',
      createApiFactory({
        api: scmIntegrationsApiRef,
        deps: { configApi: configApiRef },
        factory: ({ configApi }) => create(configApi),
      }),
    );
    registry.register(
      'default',
      createApiFactory({
        api: pluginApiRef,
        deps: { integrations: scmIntegrationsApiRef },
        factory: ({ integrations }) => ({
          hostType: () => integrations.byUrl(FILE)?.type,
        }),
      }),
    );
    const pluginApi = new ApiResolver(registry).get(pluginApiRef)!;
    await load();
    expect(pluginApi.hostType()).toBe('github');
  });

  it('explains the fix if the integrations are used before they are loaded', () => {
    const integrations = deferScmIntegrations().create(config);
    expect(() => integrations.byUrl(FILE)).toThrow(
      'The SCM integrations are not loaded on the home page',
    );
  });
});
