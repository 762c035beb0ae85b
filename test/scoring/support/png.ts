import { crc32, deflateSync } from 'node:zlib';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly depth: 1 | 8 | 16;
  /** Grey, RGB, RGB with alpha. */
  readonly colour: 0 | 2 | 6;
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const channels = { 0: 1, 2: 3, 6: 4 } as const;

function toChunk(type: string, body: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(body, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}

function toHeaderChunk({ width, height, depth, colour }: PngHeader): Buffer {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([depth, colour], 8);
  return toChunk('IHDR', body);
}

/** A PNG that says how large it is, and holds next to nothing. */
export function toPngHeader(header: PngHeader): Buffer {
  const data = toChunk('IDAT', deflateSync(Buffer.alloc(100)));
  return Buffer.concat([signature, toHeaderChunk(header), data, toChunk('IEND', Buffer.alloc(0))]);
}

/** A PNG of these samples, each row with its filter applied (0, none, where nothing is said). */
export function toPng(
  header: PngHeader,
  samples: Uint8Array,
  filters: readonly number[] = [],
  compressed = deflateSync(filterRows(header, samples, filters)),
): Buffer {
  const end = toChunk('IEND', Buffer.alloc(0));
  return Buffer.concat([signature, toHeaderChunk(header), toChunk('IDAT', compressed), end]);
}

function filterRows(header: PngHeader, samples: Uint8Array, filters: readonly number[]): Buffer {
  const { width, height, depth, colour } = header;
  const rowBytes = Math.ceil((width * channels[colour] * depth) / 8);
  const step = Math.max(1, (channels[colour] * depth) / 8);
  const rows = Array.from({ length: height }, (_, row) => {
    const filter = filters[row] ?? 0;
    const at = (r: number, k: number) => (r < 0 || k < 0 ? 0 : samples[r * rowBytes + k]!);
    const bytes = Array.from({ length: rowBytes }, (_, k) => {
      const [left, above, corner] = [
        at(row, k - step),
        at(row - 1, k),
        row < 1 || k < step ? 0 : at(row - 1, k - step),
      ];
      const guesses = [0, left, above, Math.floor((left + above) / 2), guessByPaeth(left, above, corner)];
      return (at(row, k) - (guesses[filter] ?? 0)) & 0xff;
    });
    return [filter, ...bytes];
  });
  return Buffer.from(rows.flat());
}

/** The first of left, above and corner that is nearest to where the three point. */
function guessByPaeth(left: number, above: number, corner: number): number {
  const distance = (value: number) => Math.abs(left + above - corner - value);
  return [left, above, corner].toSorted((a, b) => distance(a) - distance(b))[0]!;
}
