import type { HttpHandler } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { z } from 'zod';
import { loadSampleImages, type SampleImage } from '../../samples/clothing/sample-images.ts';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { limits, openRealTime, post, type RealTime } from './support/real-time.ts';
import { createV2Client, type V2Client } from './support/v2-client.ts';

let realTime: RealTime;
let predict: HttpHandler;
let v2: V2Client;
let images: readonly SampleImage[];

beforeAll(async () => {
  realTime = await openRealTime();
  predict = createPredictHandler({ ...realTime, limits }, ({ params }) => params.version);
  v2 = createV2Client(realTime);
  images = await loadSampleImages();
});
afterAll(() => realTime.close());

const prediction = z.object({ label: z.string(), probability: z.number() });
const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const answer = z.object({ predictions: z.array(z.union([prediction, failure])) });

async function send(body: string | Uint8Array, contentType = 'application/json', path = 'clothing/predict') {
  const [model = ''] = path.split('/');
  const response = await post(predict, {
    path: `/models/${path}`,
    params: { model },
    headers: { 'content-type': contentType },
    body,
  });
  const content = z
    .union([z.string(), z.instanceof(Uint8Array)])
    .optional()
    .parse(response.body);
  const text = Buffer.from(content ?? JSON.stringify(response.jsonBody)).toString();
  return { status: response.status ?? 200, text };
}

async function sendWell(...request: Parameters<typeof send>) {
  const { status, text } = await send(...request);
  expect([status, text]).toEqual([200, expect.any(String)]);
  return answer.parse(JSON.parse(text)).predictions;
}

const toBase64 = ({ bytes }: SampleImage) => bytes.toString('base64');

describe('POST /models/clothing/predict', () => {
  test('answers the same for a PNG body, base64, a data URL, CSV, and tensors', async () => {
    const [first, second] = images as [SampleImage, SampleImage];
    const pngs = [await sendWell(first.bytes, 'image/png'), await sendWell(second.bytes, 'image/png')].flat();
    const records = [{ image: toBase64(first) }, { image: `data:image/png;base64,${toBase64(second)}` }];
    expect(await sendWell(JSON.stringify(records))).toEqual(pngs);
    const csv = `image,shop\n${toBase64(first)},1\n"${toBase64(second)}",2\n`;
    expect(await sendWell(csv, 'text/csv')).toEqual(pngs);

    const pixels = await Promise.all([first, second].map(({ bytes }) => sharp(bytes).raw().toBuffer()));
    const data = pixels.flatMap((rgb) => [...rgb].filter((_, k) => k % 3 === 0).map((value) => value / 255));
    const tensor = { name: 'image', shape: [2, 1, 28, 28], datatype: 'FP32', data };
    const { outputs: byTensor } = await v2.infer('clothing', { inputs: [tensor] });
    const bytes = { name: 'image', shape: [2, 1], datatype: 'BYTES', data: [first, second].map(toBase64) };
    const { outputs: byBytes } = await v2.infer('clothing', { inputs: [bytes] });
    expect(byBytes).toEqual(byTensor);
    const probabilities = byTensor[0]?.data?.map(Number) ?? [];
    expect([Math.max(...probabilities.slice(0, 10)), Math.max(...probabilities.slice(10))]).toEqual(
      pngs.map((each) => prediction.parse(each).probability),
    );
  });

  test('takes a JPEG of any size, whatever its content type says', async () => {
    const [, , , bag] = images;
    const jpeg = await sharp(bag!.bytes).resize(280, 280).jpeg({ quality: 95 }).toBuffer();
    expect(bag!.label).toBe('Bag');
    expect(await sendWell(jpeg, 'image/jpeg')).toMatchObject([{ label: 'Bag' }]);
    expect(await sendWell(jpeg, 'image/png')).toMatchObject([{ label: 'Bag' }]);
  });

  test('says what is wrong with an image when a body is none', async () => {
    const { status, text } = await send('GIF89a', 'image/png');
    expect([status, JSON.parse(text)]).toMatchObject([
      400,
      {
        code: 'InvalidRecord',
        error: 'Cannot score record 1 of "clothing": "image" is GIF, expected a PNG or JPEG',
      },
    ]);
  });

  test('keeps the faults of one image from the others', async () => {
    const [boot] = images as [SampleImage];
    const records = [
      { image: toBase64(boot) },
      { image: 'no base64!' },
      { image: Buffer.from('hello').toString('base64') },
      {},
      { image: boot.bytes.subarray(0, 300).toString('base64') },
      { image: toBase64(boot) },
    ];
    const predictions = await sendWell(
      JSON.stringify(records),
      'application/json',
      'clothing/predict?onError=record',
    );
    const faults = predictions.map((each) => ('error' in each ? each.error.message : each.label));
    expect(faults).toEqual([
      'Ankle boot',
      'Cannot score record 2 of "clothing": "image" is "no base64!", expected an image in base64',
      'Cannot score record 3 of "clothing": "image" is no image, expected a PNG or JPEG',
      'Cannot score record 4 of "clothing": "image" is missing',
      'Cannot score record 5 of "clothing": "image" is a damaged PNG',
      'Ankle boot',
    ]);
  });

  test('refuses an image when the model takes none', async () => {
    const { status, text } = await send(images[0]!.bytes, 'image/png', 'churn/predict');
    expect([status, JSON.parse(text)]).toMatchObject([
      415,
      {
        error:
          'Cannot read the request: its content type is "image/png", expected application/json or text/csv',
      },
    ]);
  });
});
