const { ConfigReader } = require('@backstage/config');
const { ScmIntegrations } = require('@backstage/integration');
const { TechdocsGenerator } = require('@backstage/plugin-techdocs-node');
const { mkdirSync } = require('fs');

/*
 * Generates the pages of this project's documentation for TechDocs.
 *
 * Usage: node documentation.cjs <folder with mkdocs.yml> <target folder>
 */
const [inputDir, outputDir] = process.argv.slice(2);

const config = new ConfigReader({
  techdocs: {
    generator: { runIn: 'local', mkdocs: { disableExternalFonts: true } },
  },
});
const logger = Object.assign(console, { child: () => logger });

mkdirSync(outputDir, { recursive: true });
new TechdocsGenerator({
  config,
  logger,
  scmIntegrations: ScmIntegrations.fromConfig(config),
}).run({ inputDir, outputDir, logger });
