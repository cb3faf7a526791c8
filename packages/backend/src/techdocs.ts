import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  GeneratorBase,
  GeneratorRunOptions,
  TechdocsGenerator,
  techdocsGeneratorExtensionPoint,
} from '@backstage/plugin-techdocs-node';

/** Says what to install where the stock generator would only report `spawn mkdocs ENOENT`. */
export class MkdocsGenerator implements GeneratorBase {
  constructor(private readonly generator: GeneratorBase) {}

  async run(options: GeneratorRunOptions): Promise<void> {
    try {
      await this.generator.run(options);
    } catch (error) {
      if (isMkdocsMissing(error)) {
        throw new ServiceUnavailableError(
          'MkDocs, which turns Markdown into these pages, is not installed on this machine. ' +
            'Install it with "pip install mkdocs-techdocs-core" (or "pipx install --include-deps mkdocs-techdocs-core"), ' +
            'make sure that "mkdocs --version" works in the terminal that runs the portal, and reload this page.',
        );
      }
      throw error;
    }
  }
}

function isMkdocsMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'path' in cause && cause.path === 'mkdocs';
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
        techdocs.setTechdocsGenerator(
          new MkdocsGenerator(TechdocsGenerator.fromConfig(config, { logger })),
        );
      },
    });
  },
});
