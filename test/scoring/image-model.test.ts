import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { OnnxGraph } from '../../samples/onnx-writer.ts';
import { createChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { decodeImages } from '../../src/scoring/image/decode-images.ts';
import { toPredictionJson } from '../../src/scoring/json/format-json.ts';
import { toImageRecords } from '../../src/scoring/image/image-records.ts';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { ModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { toPredictions } from '../../src/scoring/plan/to-predictions.ts';
import { createWorkbench, type Workbench } from './written-model.ts';

/** Gives back what it gets: of an image of two pixels, its numbers as they lie in the tensor. */
const toEchoGraph = (dims: readonly (number | string)[], more: readonly string[] = []): OnnxGraph => ({
  name: 'echo',
  constants: [{ name: 'shape', type: 'int64', dims: [2], values: [0, -1] }],
  nodes: [
    { operator: 'Reshape', inputs: ['picture', 'shape'], outputs: ['numbers'] },
    ...more.map((name) => ({ operator: 'Identity', inputs: [name], outputs: [`${name}_out`] })),
  ],
  inputs: [
    { name: 'picture', type: 'float', dims: ['N', ...dims] },
    ...more.map((name) => ({ name, type: 'float' as const, dims: ['N'] })),
  ],
  outputs: [
    { name: 'numbers', type: 'float', dims: ['N', 'M'] },
    ...more.map((name) => ({ name: `${name}_out`, type: 'float' as const, dims: ['N'] })),
  ],
});

const labels = ['a', 'b', 'c', 'd', 'e', 'f'];
const source = { input: 'picture', source: 'image', width: 2, height: 1, scale: 1 };
const rgb = { ...source, channels: 3, layout: 'NCHW' };

let bench: Workbench;
let repository: ModelRepository;

beforeAll(async () => {
  bench = await createWorkbench();
  const outputs = [{ output: 'numbers', labels }];
  await bench.write('planes', toEchoGraph([3, 1, 2]), { inputs: [rgb], outputs });
  await bench.write('pixels', toEchoGraph(['H', 'W', 3]), {
    inputs: [{ ...rgb, layout: 'NHWC', column: 'photo', scale: 0.5, mean: [1, 2, 3], std: [1, 10, 100] }],
    outputs: [{ output: 'numbers', labels }],
  });
  await bench.write('grey', toEchoGraph([1, 1, 2]), {
    inputs: [{ ...source, channels: 1, layout: 'NCHW' }],
    outputs: [{ output: 'numbers', labels: ['a', 'b'] }],
  });
  await bench.write('unit', toEchoGraph([1, 1, 2]), {
    inputs: [{ ...source, scale: undefined, channels: 1, layout: 'NCHW' }],
    outputs: [{ output: 'numbers', labels: ['a', 'b'] }],
  });
  await bench.write('best', toEchoGraph([3, 1, 2]), {
    key: 'name',
    inputs: [rgb],
    outputs: [{ output: 'numbers', labels, top: 2, column: 'label', scores: 'score' }],
  });
  await bench.write('two', toEchoGraph([1, 1, 2], ['weight']), {
    inputs: [
      { ...source, channels: 1, layout: 'NCHW' },
      { input: 'weight', source: 'column', default: 7 },
    ],
    outputs: [
      { output: 'numbers', index: 1, column: 'second' },
      { output: 'weight_out', column: 'weight' },
    ],
  });
  repository = await bench.load();
});
afterAll(() => bench.close());

const toPng = (pixels: readonly number[]) =>
  sharp(Uint8Array.from(pixels), { raw: { width: 2, height: 1, channels: 3 } })
    .png()
    .toBuffer();

const parse = async (name: string, records: readonly object[]) => {
  const model = await repository.resolve(name);
  const options = { model: name, columns: model.columns, key: model.manifest.key, maxRecords: 100 };
  return { model, records: parseJsonRecords(records, options) };
};

async function predict(name: string, given: readonly object[]) {
  const { model, records } = await parse(name, given);
  const scorer = createScorer({ pool: bench.pool });
  const scored = await scorer.score(model, records);
  return { predictions: toPredictionJson(toPredictions(model.plan, scored)), errors: scored.records.errors };
}

const pixels = [10, 20, 30, 110, 120, 130];
const picture = async () => (await toPng(pixels)).toString('base64');

describe('an image input', () => {
  test('is one plane after another, or one pixel after another', async () => {
    const { predictions: planes } = await predict('planes', [{ picture: await picture() }]);
    expect(planes).toEqual([{ a: 10, b: 110, c: 20, d: 120, e: 30, f: 130 }]);
    const { predictions: points } = await predict('pixels', [{ photo: await picture() }]);
    expect(points).toEqual([{ a: 4, b: 0.8, c: 0.12, d: 54, e: 5.8, f: 0.62 }]);
  });

  test('is grey as ITU-R 601 weighs the colours, and 0 to 1 where nothing is said', async () => {
    const red = (await toPng([255, 0, 0, 0, 0, 255])).toString('base64');
    const green = (await toPng([0, 255, 0, 255, 255, 255])).toString('base64');
    const { predictions } = await predict('grey', [{ picture: red }, { picture: green }]);
    expect(predictions).toEqual([
      { a: 76, b: 29 },
      { a: 150, b: 255 },
    ]);
    const { predictions: units } = await predict('unit', [{ picture: green }]);
    expect(units).toEqual(
      [{ a: Math.fround(150 / 255), b: 1 }].map(({ a, b }) => ({ a: Number(a.toPrecision(7)), b })),
    );
  });

  test('goes with other columns', async () => {
    const records = [{ picture: await picture(), weight: 3 }, { picture: await picture() }];
    const { predictions } = await predict('two', records);
    expect(predictions).toEqual([
      { second: 118, weight: 3 },
      { second: 118, weight: 7 },
    ]);
  });

  test('fails alone: its record has an error, the others a prediction', async () => {
    const broken = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64');
    const { predictions, errors } = await predict('best', [
      { picture: broken, name: 'A' },
      { picture: await picture(), name: 'B' },
      { picture: 5, name: 'C' },
    ]);
    expect(predictions).toEqual([{ label: ['f', 'd'], score: [130, 120] }]);
    expect(errors).toEqual([
      {
        row: 1,
        key: 'A',
        column: 'picture',
        code: 'InvalidValue',
        message: 'Cannot score record 1 of "best": "picture" is a damaged PNG',
      },
      {
        row: 3,
        key: 'C',
        column: 'picture',
        code: 'InvalidValue',
        message: 'Cannot score record 3 of "best": "picture" is 5, expected an image in base64',
      },
    ]);
  });

  test('is read from a table in base64; lists are written as JSON', async () => {
    const bytes = new Uint8Array(Buffer.from(`A,${await picture()}\nB,aGVsbG8=\n`));
    const { csv, errors, succeeded } = await createChunkScorer({ repository, pool: bench.pool })({
      model: 'best',
      version: '1',
      format: { kind: 'csv', delimiter: ',', header: ['name', 'picture'] },
      include: 'key',
      bytes,
      firstRow: 1,
      firstOffset: 13,
      signal: AbortSignal.timeout(10_000),
    });
    expect(succeeded).toBe(1);
    expect(Buffer.from(csv).toString()).toBe('1,A,"[""f"",""d""]","[130,120]"\n');
    expect(JSON.parse(Buffer.from(errors).toString())).toMatchObject({
      row: 2,
      key: 'B',
      message: 'Cannot score record 2 of "best": "picture" is no image, expected a PNG or JPEG',
    });
  });
});

describe('decodeImages()', () => {
  test('gives a column with as many values a record as the tensor holds', async () => {
    const { model, records } = await parse('planes', [
      { picture: await picture() },
      { picture: await picture() },
    ]);
    const { columns, count } = await decodeImages(records, model.plan);
    expect(count).toBe(2);
    const planes = [10, 110, 20, 120, 30, 130];
    expect(columns).toEqual([
      { type: 'float32', width: 6, values: Float32Array.from([...planes, ...planes]) },
    ]);
  });

  test('decodes more images than are decoded at once', async () => {
    const images = Array.from({ length: 50 }, (_, k) => [k, k, k, 255, 255, 255]);
    const given = await Promise.all(
      images.map(async (each) => ({ picture: (await toPng(each)).toString('base64') })),
    );
    const { predictions } = await predict('grey', given);
    expect(predictions.map(({ a }) => a)).toEqual(images.map(([first]) => first));
  });
});

describe('toImageRecords()', () => {
  test('fills in the columns beside the image', async () => {
    const model = await repository.resolve('two');
    const bytes = await toPng(pixels);
    expect(toImageRecords(bytes, model)).toMatchObject({
      total: 1,
      count: 1,
      columns: [
        { type: 'image', values: [bytes] },
        { type: 'float32', values: Float32Array.of(7) },
      ],
    });
  });

  test.each([
    [[], 'it takes no image'],
    [['image', 'image'], 'it takes 2, expected records in JSON'],
    [['image', 'float32'], 'it needs "float32 1" too, expected a record in JSON'],
  ] as const)('refuses a model of columns %j', async (types, what) => {
    const { columns } = await repository.resolve('planes');
    const required = { rule: 'required' } as const;
    const specs = types.map((type, k) =>
      type === 'image'
        ? { ...columns[0]!, name: `${type} ${k}` }
        : { name: `${type} ${k}`, type, missing: required },
    );
    const message = `Cannot score an image with "m": ${what}`;
    expect(() => toImageRecords(new Uint8Array(), { name: 'm', columns: specs })).toThrow(
      expect.objectContaining({ code: 'UnsupportedMediaType', message }),
    );
  });
});

describe('planInputs()', () => {
  const grey = { ...source, channels: 1, layout: 'NCHW' };
  const faults: [string, OnnxGraph, object, string][] = [
    [
      'another layout',
      toEchoGraph([1, 1, 2]),
      { ...grey, layout: 'NHWC' },
      'input "picture" is of shape [N, 1, 1, 2], which images of [1, 2, 1] (NHWC) do not make',
    ],
    [
      'another size',
      toEchoGraph([1, 28, 28]),
      grey,
      'input "picture" is of shape [N, 1, 28, 28], which images of [1, 1, 2] (NCHW) do not make',
    ],
    [
      'another rank',
      toEchoGraph([2]),
      grey,
      'input "picture" is of shape [N, 2], which images of [1, 1, 2] (NCHW) do not make',
    ],
    [
      'too few means',
      toEchoGraph([3, 1, 2]),
      { ...rgb, mean: [1] },
      '"mean" of input "picture" has 1 values, but images have 3 channels',
    ],
    ['a deviation of 0', toEchoGraph([3, 1, 2]), { ...rgb, std: [1, 0, 1] }, '"std" of input "picture" is 0'],
  ];

  test.each(faults)('refuses %s', async (_name, graph, input, what) => {
    await bench.write('faulty', graph, {
      inputs: [input],
      outputs: [{ output: 'numbers', index: 0, column: 'a' }],
    });
    const fresh = await bench.load();
    await expect(fresh.resolve('faulty')).rejects.toMatchObject({
      message: `Cannot load model "faulty": ${what}`,
    });
  });

  test('takes no more pixels than it is told, and 25 million where it is told nothing', async () => {
    const { columns } = await repository.resolve('planes');
    expect(columns).toMatchObject([{ type: 'image', image: { maxPixels: 25_000_000 } }]);
  });
});

describe('planPredictions()', () => {
  const top = { output: 'numbers', labels, top: 2, column: 'label' };

  test.each([
    [
      'more classes than there are',
      { ...top, top: 7 },
      'top 7 of output "numbers" is more than its 6 labels',
    ],
    ['two columns of one name', { ...top, scores: 'label' }, 'it has two predictions named "label"'],
  ])('refuses %s', async (_name, output, what) => {
    await bench.write('faulty', toEchoGraph([3, 1, 2]), { inputs: [rgb], outputs: [output] });
    const fresh = await bench.load();
    await expect(fresh.resolve('faulty')).rejects.toMatchObject({
      message: `Cannot load model "faulty": ${what}`,
    });
  });
});
