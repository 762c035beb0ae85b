import sharp from 'sharp';
import { imageSize } from './clothing-network.ts';
import type { ClothingImages } from './fashion-mnist.ts';

/** The images from one index to another as grey PNG files. */
export function toPngs({ pixels, count }: ClothingImages, start: number, end: number): Promise<Buffer[]> {
  const size = pixels.length / count;
  const raw = { width: imageSize, height: imageSize, channels: 1 } as const;
  const toPng = (index: number) =>
    sharp(pixels.subarray(index * size, (index + 1) * size), { raw })
      .toColourspace('b-w')
      .png()
      .toBuffer();
  return Promise.all(Array.from({ length: Math.min(end, count) - start }, (_, k) => toPng(start + k)));
}
