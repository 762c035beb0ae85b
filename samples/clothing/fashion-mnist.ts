import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** In the order of their numbers in the data set. */
export const clothingLabels = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const;

/** Grey images of 28 x 28, a byte a pixel, white on black, and what each shows. */
export interface ClothingImages {
  readonly count: number;
  readonly pixels: Uint8Array;
  readonly classes: Uint8Array;
}

/** Where Debian's and Ubuntu's package dataset-fashion-mnist puts it. */
export const defaultDirectory = '/usr/share/datasets/fashion-mnist';

const imageHeaderBytes = 16;
const labelHeaderBytes = 8;

/** Loads one part of Fashion-MNIST, 60,000 images to train with or 10,000 to test with; says where to get it if it is not there. */
export async function loadFashionMnist(part: 'train' | 't10k', directory: string): Promise<ClothingImages> {
  const pixels = await loadIdx(path.join(directory, `${part}-images-idx3-ubyte.gz`), imageHeaderBytes);
  const classes = await loadIdx(path.join(directory, `${part}-labels-idx1-ubyte.gz`), labelHeaderBytes);
  return { count: classes.length, pixels, classes };
}

async function loadIdx(file: string, headerBytes: number): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    const hint = 'apt-get install dataset-fashion-mnist, or https://github.com/zalandoresearch/fashion-mnist';
    throw new Error(`Cannot read ${file}: get Fashion-MNIST by ${hint}`, { cause });
  });
  return (await promisify(gunzip)(bytes)).subarray(headerBytes);
}
