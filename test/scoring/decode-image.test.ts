import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import sharp from 'sharp';
import { decodeImage } from '../../src/scoring/image/decode-image.ts';
import { decodePlainPng } from '../../src/scoring/image/decode-plain-png.ts';
import type { ImageFormat } from '../../src/scoring/image/image-format.ts';
import { toPng, toPngHeader } from './support/png.ts';

const toFormat = (changes: Partial<ImageFormat> = {}): ImageFormat => ({
  width: 2,
  height: 2,
  channels: 3,
  layout: 'NCHW',
  fit: 'fill',
  background: 'black',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  maxPixels: 1_000_000,
  ...changes,
});

/** The bytes of each pixel. */
async function decode(bytes: Uint8Array, changes: Partial<ImageFormat> = {}) {
  const decoded = await decodeImage(bytes, toFormat(changes));
  return 'fault' in decoded ? decoded.fault : [...decoded.pixels.bytes];
}

const raw = (pixels: readonly number[], width: number, channels: 1 | 2 | 3 | 4) =>
  sharp(Uint8Array.from(pixels), { raw: { width, height: pixels.length / channels / width, channels } });

const red = [255, 0, 0];
const green = [0, 255, 0];
const blue = [0, 0, 255];
const white = [255, 255, 255];
const black = [0, 0, 0];
const grey = [100, 100, 100];
const colours = [...red, ...green, ...blue, ...grey];

/** A row of black and white pixels. */
const row = (text: string) => Array.from(text, (character) => (character === '#' ? black : white)).flat();

/** Dark and light pixels. */
const map = (bytes: unknown) =>
  Array.isArray(bytes)
    ? bytes
        .filter((_, k) => k % 3 === 0)
        .map((value) => (value < 128 ? '#' : '.'))
        .join('')
    : bytes;

describe('decodeImage()', () => {
  test.each([
    ['RGB', () => raw(colours, 2, 3).png().toBuffer()],
    ['RGB, interlaced', () => raw(colours, 2, 3).png({ progressive: true }).toBuffer()],
    ['with a palette', () => raw(colours, 2, 3).png({ palette: true, colours: 4 }).toBuffer()],
    ['16 bits a channel', () => raw(colours, 2, 3).toColourspace('rgb16').png().toBuffer()],
    [
      'RGB with alpha, opaque',
      () =>
        raw([...red, 255, ...green, 255, ...blue, 255, ...grey, 255], 2, 4)
          .png()
          .toBuffer(),
    ],
  ])('reads every pixel of a PNG: %s', async (_name, toBytes) => {
    expect(await decode(await toBytes())).toEqual(colours);
  });

  test('reads every pixel of a grey PNG', async () => {
    const png = await raw([0, 1, 128, 255], 2, 1).toColourspace('b-w').png().toBuffer();
    expect(await decode(png)).toEqual([0, 1, 128, 255]);
    const interlaced = await raw([0, 1, 128, 255], 2, 1)
      .toColourspace('b-w')
      .png({ progressive: true })
      .toBuffer();
    expect(await decode(interlaced)).toEqual([0, 0, 0, 1, 1, 1, 128, 128, 128, 255, 255, 255]);
  });

  test('keeps the upper byte of 16 bits', async () => {
    const samples = Buffer.from([0x12, 0x34, 0xff, 0xff, 0x00, 0xff, 0x80, 0x00]);
    const png = toPng({ width: 2, height: 2, depth: 16, colour: 0 }, samples);
    expect(await decode(png)).toEqual([0x12, 0x12, 0x12, 255, 255, 255, 0, 0, 0, 0x80, 0x80, 0x80]);
  });

  test('reads a PNG of a bit a pixel', async () => {
    const png = toPng({ width: 2, height: 2, depth: 1, colour: 0 }, Buffer.from([0b1000_0000, 0b0100_0000]));
    expect(await decode(png)).toEqual([...white, ...black, ...black, ...white]);
  });

  test('lays what is transparent on the background', async () => {
    const png = await raw([...red, 0, ...green, 255, ...white, 128, ...grey, 0], 2, 4)
      .png()
      .toBuffer();
    expect(await decode(png)).toEqual([...black, ...green, 128, 128, 128, ...black]);
    expect(await decode(png, { background: 'white' })).toEqual([...white, ...green, ...white, ...white]);
  });

  test('turns a JPEG as its EXIF says', async () => {
    const tall = [
      ...new Array<number[]>(8 * 8).fill(white),
      ...new Array<number[]>(8 * 8).fill(black),
    ].flat();
    const plain = raw(tall, 8, 3);
    const jpeg = await plain.clone().jpeg({ quality: 100 }).toBuffer();
    const turned = await plain.clone().jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer();
    expect(map(await decode(jpeg, { width: 1, height: 2 }))).toBe('.#');
    expect(map(await decode(turned, { width: 2, height: 1 }))).toBe('#.');
  });

  test('reads a grey JPEG and one in CMYK', async () => {
    const flat = raw(new Array<number[]>(64).fill(grey).flat(), 8, 3);
    const greyJpeg = await flat.clone().greyscale().jpeg({ quality: 100 }).toBuffer();
    expect(await decode(greyJpeg, { width: 1, height: 1 })).toEqual(grey);
    const cmyk = await flat.clone().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect(await decode(cmyk, { width: 1, height: 1 })).toHaveLength(3);
  });

  test.each([
    ['fill', 'black', ['.##.', '.##.', '.##.', '.##.']],
    ['cover', 'black', ['####', '####', '####', '####']],
    ['contain', 'black', ['####', '.##.', '.##.', '####']],
    ['contain', 'white', ['....', '.##.', '.##.', '....']],
  ] as const)('makes an image of another shape fit by %s, on %s', async (fit, background, expected) => {
    const wide = Array.from({ length: 8 }, () => row('....########....')).flat();
    const png = await raw(wide, 16, 3).png().toBuffer();
    const bytes = await decode(png, { width: 4, height: 4, fit, background });
    expect(map(bytes)).toBe(expected.join(''));
  });

  test.each([
    ['nothing', [], 'is no image, expected a PNG or JPEG'],
    ['text', [...Buffer.from('hello')], 'is no image, expected a PNG or JPEG'],
    ['a GIF', [...Buffer.from('GIF89a')], 'is GIF, expected a PNG or JPEG'],
    ['a WebP', [...Buffer.from('RIFF0000WEBPVP8 ')], 'is WebP, expected a PNG or JPEG'],
    [
      'an SVG',
      [...Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
      'is SVG, expected a PNG or JPEG',
    ],
    ['the beginning of a PNG', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], 'is a damaged PNG'],
    ['the beginning of a JPEG', [0xff, 0xd8, 0xff, 0xe0], 'is a damaged JPEG'],
  ])('refuses %s', async (_name, bytes, what) => {
    expect(await decode(Uint8Array.from(bytes))).toEqual({ code: 'InvalidValue', what });
  });

  test('refuses images that are cut short', async () => {
    const noise = Array.from({ length: 32 * 32 * 3 }, (_, k) => (k * 7919) % 256);
    const png = await raw(noise, 32, 3).png().toBuffer();
    const jpeg = await raw(noise, 32, 3).jpeg().toBuffer();
    expect(await decode(png.subarray(0, png.length / 2))).toEqual({
      code: 'InvalidValue',
      what: 'is a damaged PNG',
    });
    expect(await decode(jpeg.subarray(0, jpeg.length / 2))).toEqual({
      code: 'InvalidValue',
      what: 'is a damaged JPEG',
    });
  });

  test('refuses an image of more pixels than it may have, small as the file may be', async () => {
    const bomb = toPngHeader({ width: 100_000, height: 100_000, depth: 8, colour: 2 });
    expect(bomb.length).toBeLessThan(200);
    expect(await decode(bomb)).toEqual({
      code: 'TooLarge',
      what: 'has 100000 x 100000 = 10000000000 pixels, more than 1000000',
    });
    const wide = await sharp({ create: { width: 1001, height: 1000, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    expect(await decode(wide)).toEqual({
      code: 'TooLarge',
      what: 'has 1001 x 1000 = 1001000 pixels, more than 1000000',
    });
  });

  test('survives bytes at random behind the beginning of an image', async () => {
    const starts = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from([0xff, 0xd8, 0xff])];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        expect(await decode(Buffer.concat([start, rest]))).toMatchObject({ code: 'InvalidValue' });
      }),
      { numRuns: 50 },
    );
  });

  test('survives a picture with a byte changed', async () => {
    const png = await readFile(new URL('../../samples/clothing/images/Bag-1.png', import.meta.url));
    await fc.assert(
      fc.asyncProperty(fc.nat(png.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(png);
        changed[at] = (changed[at] ?? 0) ^ change;
        const decoded = await decode(changed, { width: 28, height: 28 });
        expect(Array.isArray(decoded) || typeof decoded.what === 'string').toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('decodePlainPng()', () => {
  const sideOf = fc.integer({ min: 1, max: 12 });
  const image = fc
    .tuple(sideOf, sideOf, fc.constantFrom(1 as const, 3 as const))
    .chain(([width, height, channels]) => {
      const size = width * height * channels;
      return fc.record({
        ...{ width: fc.constant(width), height: fc.constant(height), channels: fc.constant(channels) },
        pixels: fc.uint8Array({ minLength: size, maxLength: size }),
        filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: height, maxLength: height }),
      });
    });

  test('reads what libvips reads when a row has any of the filters', async () => {
    await fc.assert(
      fc.asyncProperty(image, async ({ width, height, channels, pixels, filters }) => {
        const colour = channels === 1 ? 0 : 2;
        const png = toPng({ width, height, depth: 8, colour }, pixels, filters);
        const space = channels === 1 ? 'b-w' : 'srgb';
        const expected = await sharp(png).toColourspace(space).raw().toBuffer();
        const found = decodePlainPng(png, toFormat({ width, height }));
        expect(found?.channels).toBe(channels);
        expect([...(found?.bytes ?? [])]).toEqual([...expected]);
      }),
      { numRuns: 60 },
    );
  });

  test('leaves to libvips what is not plain', async () => {
    const header = { width: 2, height: 2, depth: 8, colour: 2 } as const;
    const png = toPng(header, Buffer.from(colours));
    const format = toFormat();
    expect(decodePlainPng(png, format)).toBeDefined();
    expect(decodePlainPng(png, toFormat({ width: 1 }))).toBeUndefined();
    expect(decodePlainPng(png.subarray(0, -1), format)).toBeUndefined();
    expect(decodePlainPng(await sharp(png).png({ progressive: true }).toBuffer(), format)).toBeUndefined();
    expect(decodePlainPng(await sharp(png).withIccProfile('p3').png().toBuffer(), format)).toBeUndefined();
    expect(
      decodePlainPng(
        await sharp(png)
          .withExif({ IFD0: { Copyright: 'x' } })
          .png()
          .toBuffer(),
        format,
      ),
    ).toBeUndefined();
    expect(decodePlainPng(toPng({ ...header, colour: 6 }, Buffer.alloc(16)), format)).toBeUndefined();
    expect(decodePlainPng(toPng(header, Buffer.from(colours), [0, 5]), format)).toBeUndefined();
  });

  test('inflates no more than the image has', () => {
    const header = { width: 2, height: 2, depth: 8, colour: 2 } as const;
    const bomb = toPng(header, Buffer.from(colours), [0, 0], deflateSync(Buffer.alloc(10_000_000)));
    expect(decodePlainPng(bomb, toFormat())).toBeUndefined();
  });
});
