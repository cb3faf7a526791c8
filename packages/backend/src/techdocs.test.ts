import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { GeneratorRunOptions } from '@backstage/plugin-techdocs-node';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { runInThisContext } from 'vm';
import { MkdocsGenerator } from './techdocs';

// Jest hands tests a copy of the environment, while child processes are started with the real one.
const env: NodeJS.ProcessEnv = runInThisContext('process.env');

// It starts processes, which takes a while on a busy machine.
jest.setTimeout(30_000);

describe('MkdocsGenerator', () => {
  const path = env.PATH;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'techdocs-'));
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'docs'));
    await mkdir(join(folder, 'site'));
    await writeFile(join(folder, 'docs', 'index.md'), '# Title\n');
    await writeFile(join(folder, 'mkdocs.yml'), 'site_name: test\n');
    env.PATH = join(folder, 'bin');
  });

  afterEach(async () => {
    env.PATH = path;
    await rm(folder, { recursive: true });
  });

  const installMkdocs = async (script: string) => {
    env.PATH = [join(folder, 'bin'), path].join(delimiter);
    await writeFile(join(folder, 'bin', 'mkdocs'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'bin', 'mkdocs'), 0o755);
  };

  const generate = () => {
    const logger = mockServices.logger.mock();
    const config = mockServices.rootConfig({
      data: { techdocs: { generator: { runIn: 'local' } } },
    });
    const scmIntegrations = ScmIntegrations.fromConfig(config);
    return new MkdocsGenerator({ config, logger, scmIntegrations }).run({
      inputDir: folder,
      outputDir: join(folder, 'site'),
      // The type asks for all of winston, the code for what any logger has.
      logger: logger as unknown as GeneratorRunOptions['logger'],
    });
  };

  it('generates the pages with the mkdocs that is installed', async () => {
    // The last argument but one is the output folder: mkdocs build -f <file> -d <folder> -v
    await installMkdocs('echo page > "$5/index.html"');

    await generate();

    expect(await readdir(join(folder, 'site'))).toEqual(
      expect.arrayContaining(['index.html', 'techdocs_metadata.json']),
    );
  });

  it('says what to install when mkdocs is missing', async () => {
    await expect(generate()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('pip install mkdocs-techdocs-core'),
    });
  });

  it('passes on what mkdocs itself has to complain about', async () => {
    await installMkdocs('exit 3');

    await expect(generate()).rejects.toThrow('exit code: 3');
  });
});
