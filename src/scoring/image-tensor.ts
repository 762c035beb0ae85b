import { countValues, type ImageFormat } from './image-format.ts';

/** Pixels of the size that a format asks for: a byte a value, grey or red, green and blue, row by row. */
export interface Pixels {
  readonly bytes: Uint8Array;
  readonly channels: 1 | 3;
}

/** Writes an image's pixels as numbers into a tensor, from an index on. */
export type PixelWriter = (pixels: Pixels, target: Float32Array, at: number) => void;

const levels = 256;

/** Makes the writer of a format; each channel's 256 values are worked out once. */
export function createPixelWriter(format: ImageFormat): PixelWriter {
  const { channels, layout } = format;
  const tables = Array.from({ length: channels }, (_, channel) => toTable(format, channel));
  const pixelCount = countValues(format) / channels;
  const pixelStep = layout === 'NCHW' ? 1 : channels;
  const channelStep = layout === 'NCHW' ? pixelCount : 1;
  return (pixels, target, at) => {
    for (const [channel, table] of tables.entries()) {
      const read = createReader(pixels, channels === 1 ? 'grey' : channel);
      const start = at + channel * channelStep;
      for (let k = 0; k < pixelCount; k++) target[start + k * pixelStep] = table[read(k)] ?? 0;
    }
  };
}

function toTable({ scale, mean, std }: ImageFormat, channel: number): Float32Array {
  const shift = mean[channel] ?? 0;
  const divisor = std[channel] ?? 1;
  return Float32Array.from({ length: levels }, (_, level) => (level * scale - shift) / divisor);
}

function createReader({ bytes, channels }: Pixels, channel: number | 'grey'): (pixel: number) => number {
  if (channels === 1) return (k) => bytes[k] ?? 0;
  if (channel !== 'grey') return (k) => bytes[3 * k + channel] ?? 0;
  return (k) => toGrey(bytes[3 * k] ?? 0, bytes[3 * k + 1] ?? 0, bytes[3 * k + 2] ?? 0);
}

/** ITU-R 601 in 16 bits of fraction, as Pillow's `convert("L")` works it out, since models are trained on that. */
function toGrey(red: number, green: number, blue: number): number {
  return (red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16;
}
