import { ConfigSources, FileConfigSource } from '@backstage/config-loader';
import { resolve } from 'path';

const path = resolve(__dirname, '../../../app-config.yaml');

async function readImageSources(pictureSources?: string): Promise<string[]> {
  const config = await ConfigSources.toConfig(
    FileConfigSource.create({
      path,
      watch: false,
      substitutionFunc: async name =>
        name === 'PICTURE_SOURCES' ? pictureSources : undefined,
    }),
  );
  const sources = config.getStringArray('backend.csp.img-src');
  config.close();
  return sources;
}

describe('PICTURE_SOURCES', () => {
  it('lets pages load pictures from the hosts that it names', async () => {
    const hosts = 'https://lh3.googleusercontent.com https://*.gravatar.com';
    expect(await readImageSources(hosts)).toEqual(["'self'", 'data:', hosts]);
  });

  it('may be absent, so that pages load pictures from the portal only', async () => {
    expect(await readImageSources()).toEqual(["'self'", 'data:']);
  });
});
