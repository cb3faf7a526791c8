import { docker, read } from '../commands.mjs';

/** Measures an image only once, because its size doesn't change. */
export const isConstant = true;

export const figures = {
  imageSize: { title: 'Image', unit: 'MB' },
  imageCompressed: { title: 'Image, compressed', unit: 'MB' },
};

export async function measure({ image }) {
  const size = docker('image', 'inspect', '--format={{.Size}}', image);
  const compressed = read(
    ...['bash', '-c', 'set -o pipefail; docker save "$0" | gzip | wc -c'],
    image,
  );
  return { imageSize: size / 1e6, imageCompressed: compressed / 1e6 };
}
