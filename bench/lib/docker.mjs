import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { runCommand } from './commands.mjs';

export function dockerAnswers() {
  return spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
}

export function docker(...args) {
  return runCommand(['docker', ...args]);
}

/** How big an image is on a disk and on the wire, and in how many layers. */
export async function imageFigures(tag) {
  const [image] = JSON.parse(await docker('image', 'inspect', tag));
  return {
    size: image.Size,
    compressed: await compressedSize(tag),
    layers: image.RootFS.Layers.length,
  };
}

async function compressedSize(tag) {
  const save = spawn('docker', ['save', tag], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(save, 'exit');
  let bytes = 0;
  for await (const chunk of save.stdout.pipe(createGzip())) {
    bytes += chunk.length;
  }
  const [code] = await exit;
  if (code !== 0) {
    throw new Error(`docker save ${tag} ended with ${code}`);
  }
  return bytes;
}
