import { beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { loadSampleImages, type SampleImage } from '../../../samples/clothing/sample-images.ts';
import type { Product } from '../support/product.ts';

interface Answer {
  readonly predictions: readonly { readonly label: string; readonly probability: number }[];
}

/** What the endpoint promises for pictures, checked from outside on whatever build of the app runs. */
export function describeClothing(getProduct: () => Promise<Product>): void {
  let product: Product;
  let images: readonly SampleImage[];

  beforeAll(async () => {
    [product, images] = await Promise.all([getProduct(), loadSampleImages()]);
  }, 90_000);

  async function predict(body: string | Uint8Array<ArrayBuffer>, contentType: string): Promise<Answer> {
    const url = `${product.url}/models/clothing/predict`;
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  }

  describe('POST /models/clothing/predict', () => {
    test('tells what 29 of the 30 sample pictures show, in one request', async () => {
      const records = images.map(({ bytes }) => ({ image: bytes.toString('base64') }));
      const { predictions } = await predict(JSON.stringify(records), 'application/json');
      const wrong = images.filter(({ label }, k) => predictions[k]?.label !== label);
      expect(predictions).toHaveLength(30);
      expect(wrong.map(({ file }) => file)).toEqual(['Ankle-boot-2.png']);
    });

    test('answers a PNG as a body as it answers base64', async () => {
      const [{ bytes }] = images as [SampleImage];
      const record = JSON.stringify({ image: bytes.toString('base64') });
      expect(await predict(new Uint8Array(bytes), 'image/png')).toEqual(
        await predict(record, 'application/json'),
      );
    });

    test('takes a JPEG of another size', async () => {
      const trouser = images.find(({ label }) => label === 'Trouser');
      const jpeg = await sharp(trouser?.bytes).resize(300, 300).jpeg().toBuffer();
      const { predictions } = await predict(new Uint8Array(jpeg), 'image/jpeg');
      expect(predictions).toMatchObject([{ label: 'Trouser' }]);
    });
  });
}
