/** A photograph of today has less. */
export const defaultMaxPixels = 25_000_000;

/** How an image becomes the numbers of a tensor. */
export interface ImageFormat {
  readonly width: number;
  readonly height: number;
  /** Grey, or red, green and blue. */
  readonly channels: 1 | 3;
  /** Whether a tensor holds one channel after another, or one pixel after another. */
  readonly layout: 'NCHW' | 'NHWC';
  /** What an image of another shape becomes: stretched, cut at its longer sides, or given borders. */
  readonly fit: 'fill' | 'cover' | 'contain';
  /** Of borders, and of what lies behind transparent pixels. */
  readonly background: 'black' | 'white';
  /** A pixel of 0 to 255 becomes (pixel x scale - mean) / std, with mean and std of its channel. */
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** That an image may have before it is made to fit. */
  readonly maxPixels: number;
}

/** Numbers an image. */
export function countValues({ width, height, channels }: ImageFormat): number {
  return width * height * channels;
}
