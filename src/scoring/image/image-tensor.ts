import { countValues, type ImageFormat } from './image-format.ts';

/** Pixels of the size that a format asks for: a byte a value, grey or red, green and blue, row by row. */
export interface Pixels {
  readonly bytes: Uint8Array;
  readonly channels: 1 | 3;
}

/** Writes an image's pixels as numbers into a tensor, from an index on. */
export type PixelWriter = (pixels: Pixels, target: Float32Array, at: number) => void;

const levels = 256;
const writers = new WeakMap<ImageFormat, PixelWriter>();

/** The writer of a format; it is made once, since each channel's 256 values are worked out for it. */
export function toPixelWriter(format: ImageFormat): PixelWriter {
  const known = writers.get(format);
  if (known !== undefined) return known;
  const writer = createPixelWriter(format);
  writers.set(format, writer);
  return writer;
}

function createPixelWriter(format: ImageFormat): PixelWriter {
  const { channels, layout } = format;
  const tables = Array.from({ length: channels }, (_, channel) => toTable(format, channel));
  const pixelCount = countValues(format) / channels;
  const step = layout === 'NCHW' ? 1 : channels;
  const channelStep = layout === 'NCHW' ? pixelCount : 1;
  return (pixels, target, at) => {
    const { bytes } = channels === 1 ? toGrey(pixels, pixelCount) : pixels;
    const byteStep = channels === 1 ? 1 : pixels.channels;
    for (const [channel, table] of tables.entries()) {
      const first = pixels.channels === 1 ? 0 : channel;
      const start = at + channel * channelStep;
      for (let k = 0; k < pixelCount; k++)
        target[start + k * step] = table[bytes[first + k * byteStep] ?? 0] ?? 0;
    }
  };
}

function toTable({ scale, mean, std }: ImageFormat, channel: number): Float32Array {
  const shift = mean[channel] ?? 0;
  const divisor = std[channel] ?? 1;
  return Float32Array.from({ length: levels }, (_, level) => (level * scale - shift) / divisor);
}

/** ITU-R 601 in 16 bits of fraction, as Pillow's `convert("L")` works it out, since models are trained on that. */
function toGrey(pixels: Pixels, pixelCount: number): Pixels {
  if (pixels.channels === 1) return pixels;
  const { bytes } = pixels;
  const grey = new Uint8Array(pixelCount);
  for (let k = 0, at = 0; k < pixelCount; k++, at += 3) {
    const red = (bytes[at] ?? 0) * 19_595;
    const green = (bytes[at + 1] ?? 0) * 38_470;
    const blue = (bytes[at + 2] ?? 0) * 7_471;
    grey[k] = (red + green + blue + 0x8000) >> 16;
  }
  return { bytes: grey, channels: 1 };
}
