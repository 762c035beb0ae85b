import type { Sharp, SharpOptions } from 'sharp';
import { decodePlainPng } from './decode-plain-png.ts';
import type { ImageFormat } from './image-format.ts';
import { findKind, type ImageKind, isImageKind } from './image-kind.ts';
import type { Pixels } from './image-tensor.ts';
import type { ValueFault } from '../tensor/value-faults.ts';

export type DecodedImage = { readonly pixels: Pixels } | { readonly fault: ValueFault };

/** However few pixels, an image may be made to take long. */
const timeoutSeconds = 20;

/**
 * Decodes a PNG or JPEG to the size that a format asks for: turned as its EXIF says, in sRGB, 8 bits a channel, what is
 * transparent laid on the background. What is no such image, is damaged, or is too large is a fault.
 */
export function decodeImage(bytes: Uint8Array, format: ImageFormat): DecodedImage | Promise<DecodedImage> {
  const kind = findKind(bytes);
  if (!isImageKind(kind)) return { fault: toKindFault(kind) };
  const pixels = kind === 'PNG' ? decodePlainPng(bytes, format) : undefined;
  return pixels === undefined ? decodeAnyImage(bytes, kind, format) : { pixels };
}

function toKindFault(kind: string | undefined): ValueFault {
  return { code: 'InvalidValue', what: `is ${kind ?? 'no image'}, expected a PNG or JPEG` };
}

async function decodeAnyImage(
  bytes: Uint8Array,
  kind: ImageKind,
  format: ImageFormat,
): Promise<DecodedImage> {
  const open = await loadSharp();
  try {
    const image = open(bytes, { failOn: 'error', limitInputPixels: format.maxPixels });
    const { data, info } = await toRawPixels(image, format).toBuffer({ resolveWithObject: true });
    return { pixels: { bytes: data, channels: info.channels === 1 ? 1 : 3 } };
  } catch {
    const tooLarge = await findTooLarge(open(bytes, { limitInputPixels: false }), format);
    return { fault: tooLarge ?? { code: 'InvalidValue', what: `is a damaged ${kind}` } };
  }
}

/** Loaded when the first image needs it: apps without images start faster. */
async function loadSharp(): Promise<(bytes: Uint8Array, options: SharpOptions) => Sharp> {
  const { default: sharp } = await import('sharp');
  // No image comes twice: what libvips would remember of one is of no use for another.
  sharp.cache(false);
  return sharp;
}

function toRawPixels(image: Sharp, { width, height, fit, background }: ImageFormat): Sharp {
  return image
    .autoOrient()
    .flatten({ background })
    .resize({ width, height, fit, background })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .timeout({ seconds: timeoutSeconds });
}

/** Only looked for where decoding has failed. */
async function findTooLarge(image: Sharp, { maxPixels }: ImageFormat): Promise<ValueFault | undefined> {
  const { width, height } = await image.metadata().catch(() => ({ width: 0, height: 0 }));
  const pixels = width * height;
  if (pixels <= maxPixels) return undefined;
  return { code: 'TooLarge', what: `has ${width} x ${height} = ${pixels} pixels, more than ${maxPixels}` };
}
