import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { isError, ServiceUnavailableError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import {
  GeneratorRunOptions,
  TechdocsGenerator,
  techdocsGeneratorExtensionPoint,
} from '@backstage/plugin-techdocs-node';

/** Says what to install where the stock generator would only report `spawn mkdocs ENOENT`. */
export class MkdocsGenerator extends TechdocsGenerator {
  async run(options: GeneratorRunOptions): Promise<void> {
    try {
      await super.run(options);
    } catch (error) {
      if (isMkdocsMissing(error)) {
        throw new ServiceUnavailableError(
          'MkDocs, which turns Markdown into these pages, is not installed on this machine. ' +
            'Install it (pip install mkdocs-techdocs-core, or pipx install --include-deps mkdocs-techdocs-core), ' +
            'make sure that the terminal which runs the portal finds the command mkdocs, and reload this page.',
        );
      }
      throw error;
    }
  }
}

function isMkdocsMissing(error: unknown): boolean {
  return (
    isError(error) && isError(error.cause) && error.cause.path === 'mkdocs'
  );
}

/** TechDocs with the generator above. */
export const techdocsGenerator = createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'mkdocs-generator',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        techdocs: techdocsGeneratorExtensionPoint,
      },
      async init({ config, logger, techdocs }) {
        const scmIntegrations = ScmIntegrations.fromConfig(config);
        techdocs.setTechdocsGenerator(
          new MkdocsGenerator({ config, logger, scmIntegrations }),
        );
      },
    });
  },
});
