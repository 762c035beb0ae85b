import type { ImageFormat } from './image-format.ts';

/** What a tensor's shape says of the images that it is made of; a free side is a name or nothing. */
export interface ImageShape extends Pick<ImageFormat, 'channels' | 'layout'> {
  readonly height: number | string | undefined;
  readonly width: number | string | undefined;
}

type Dims = readonly (number | string | undefined)[];

/** Images by their 1 or 3 channels, first or last of [N, ?, ?, ?]; undefined for other shapes. */
export function findImageShape(dims: Dims): ImageShape | undefined {
  if (dims.length !== 4) return undefined;
  const [, first, second, last] = dims;
  if (isChannels(first)) return { layout: 'NCHW', channels: first, height: second, width: last };
  if (isChannels(last)) return { layout: 'NHWC', channels: last, height: first, width: second };
  return undefined;
}

function isChannels(dim: number | string | undefined): dim is 1 | 3 {
  return dim === 1 || dim === 3;
}

/** `grey images of 28 x 28 (NCHW)`; a free side is `?`. */
export function describeImages({ channels, layout, width = '?', height = '?' }: ImageShape): string {
  return `${channels === 1 ? 'grey' : 'RGB'} images of ${width} x ${height} (${layout})`;
}
