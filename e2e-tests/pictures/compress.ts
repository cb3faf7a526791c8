import { crc32, deflateSync, inflateSync } from 'zlib';

const SIGNATURE_LENGTH = 8;
/** The length, the type and the checksum of a chunk. */
const FRAME_LENGTH = 12;

interface Chunk {
  type: string;
  data: Buffer;
}

/** Makes a PNG from the browser smaller without changing a pixel. Browsers compress for speed. */
export function compressPng(png: Buffer): Buffer {
  const chunks = readChunks(png);
  const pixels = chunks.filter(({ type }) => type === 'IDAT');
  const data = deflateSync(
    inflateSync(Buffer.concat(pixels.map(chunk => chunk.data))),
    { level: 9, memLevel: 9 },
  );
  return Buffer.concat([
    png.subarray(0, SIGNATURE_LENGTH),
    ...chunks
      .filter(chunk => !pixels.slice(1).includes(chunk))
      .map(chunk =>
        writeChunk(chunk === pixels[0] ? { ...chunk, data } : chunk),
      ),
  ]);
}

function readChunks(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE_LENGTH; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += FRAME_LENGTH + length;
  }
  return chunks;
}

function writeChunk({ type, data }: Chunk): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(FRAME_LENGTH + data.length);
  chunk.writeUInt32BE(data.length, 0);
  content.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(content), 4 + content.length);
  return chunk;
}
