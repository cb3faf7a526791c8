import { docker, read } from '../commands.mjs';

/** An image has one size, however often it is measured. */
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
