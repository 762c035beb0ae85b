import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { ModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { createWorkbench, echoGraph, sumGraph, type Workbench } from '../scoring/written-model.ts';
import { openRealTime, type RealTime } from './support/real-time.ts';
import { createV2Client, type V2Client } from './support/v2-client.ts';

const root = path.join(import.meta.dirname, '../..');
const golden = z.array(
  z.object({
    record: z.record(z.string(), z.unknown()),
    prediction: z.object({ prediction: z.string(), probability: z.number() }),
  }),
);

let realTime: RealTime;
let shipped: V2Client;
let bench: Workbench;
let written: V2Client;
let repository: ModelRepository;
let churn: z.infer<typeof golden>;

beforeAll(async () => {
  realTime = await openRealTime();
  shipped = createV2Client(realTime);
  bench = await createWorkbench();
  await bench.write('echo', echoGraph, {
    inputs: ['float', 'double'].map((input) => ({ input, source: 'column', nan: true })),
    outputs: echoGraph.outputs.map(({ name }) => ({ output: name, column: name })),
  });
  await bench.write('sum', sumGraph, {
    inputs: [
      { input: 'pair', source: 'columns', columns: ['a', 'b'], default: 5 },
      { input: 'shift', source: 'constant', value: 10 },
    ],
    outputs: [{ output: 'sums', labels: ['first', 'second'] }],
    aliases: { production: '1', canary: '1' },
  });
  repository = await bench.load();
  written = createV2Client({ repository, scorer: createScorer({ pool: bench.pool }) });
  churn = golden.parse(JSON.parse(await readFile(path.join(root, 'models/churn/1/golden.json'), 'utf8')));
});
afterAll(() => Promise.all([realTime.close(), bench.close()]));

/** One tensor [N, 1] a column, as a platform team's client sends a table. */
function toChurnInputs(records: readonly Readonly<Record<string, unknown>>[]) {
  return Object.keys(records[0]!)
    .filter((name) => name !== 'customer_id')
    .map((name) => {
      const data = records.map((record) => record[name]);
      const datatype = data.some((value) => typeof value === 'string') ? 'BYTES' : 'FP32';
      return { name, shape: [records.length, 1], datatype, data };
    });
}

const pair = { name: 'pair', shape: [2, 2], datatype: 'FP32', data: [1, 2, 3, 4] };

describe('POST /v2/models/{model}/infer', () => {
  test('answers what onnxruntime gave for the golden records of churn, which is what predict answers', async () => {
    const records = churn.filter(({ record }) => record.total_charges !== null).slice(0, 8);
    const { outputs } = await shipped.infer('churn', {
      inputs: toChurnInputs(records.map(({ record }) => record)),
    });
    const [label, probabilities] = outputs;
    expect(label).toEqual({
      name: 'label',
      datatype: 'BYTES',
      shape: [8],
      data: records.map(({ prediction }) => prediction.prediction),
    });
    expect(probabilities).toMatchObject({ name: 'probabilities', datatype: 'FP32', shape: [8, 2] });
    const second = records.map((_, k) => Math.fround(Number(probabilities?.data?.[2 * k + 1])));
    expect(second).toEqual(records.map(({ prediction }) => prediction.probability));
  });

  test('names model and version, and echoes the id', async () => {
    const { model_name, model_version, id } = await written.infer('sum', { id: 'a"b', inputs: [pair] });
    expect([model_name, model_version, id]).toEqual(['sum', '1', 'a"b']);
    expect(await written.infer('sum', { inputs: [pair] })).not.toHaveProperty('id');
  });

  test('answers for a version, or an alias, that the path names', async () => {
    const answers = await Promise.all(
      [{}, { version: '1' }, { version: 'canary' }].map((call) =>
        written.infer('sum', { inputs: [pair] }, call),
      ),
    );
    expect(answers.map(({ outputs }) => outputs[0]?.data)).toEqual([
      [11, 12, 13, 14],
      [11, 12, 13, 14],
      [11, 12, 13, 14],
    ]);
  });

  test('takes columns one by one, nested data, whole numbers for FP32, and fills in what is missing', async () => {
    const a = { name: 'a', shape: [2, 1], datatype: 'INT64', data: [[1], [3]] };
    const b = { name: 'b', shape: [2], datatype: 'UINT8', data: [2, 4] };
    const both = await written.infer('sum', { inputs: [a, b] });
    const one = await written.infer('sum', { inputs: [a] });
    expect(both.outputs[0]?.data).toEqual([11, 12, 13, 14]);
    expect(one.outputs[0]?.data).toEqual([11, 15, 13, 15]);
  });

  test('gives back each datatype as it was, flat', async () => {
    const inputs = [
      { name: 'float', shape: [2], datatype: 'FP32', data: [0.1, -2] },
      { name: 'double', shape: [2], datatype: 'FP64', data: [0.1, 1e300] },
      { name: 'int64', shape: [2], datatype: 'INT64', data: [1, -1] },
      { name: 'int32', shape: [2], datatype: 'INT32', data: [2147483647, 0] },
      { name: 'bool', shape: [2], datatype: 'BOOL', data: [true, false] },
      { name: 'string', shape: [2], datatype: 'BYTES', data: ['é"', 'x'] },
    ];
    const { outputs } = await written.infer('echo', { inputs });
    expect(outputs).toEqual(inputs.map((input) => ({ ...input, name: `${input.name}_out` })));
  });

  test('keeps whole numbers beyond 2^53 to the digit', async () => {
    const body = JSON.stringify({
      inputs: [...echoInputs(1), { name: 'int64', shape: [1], datatype: 'INT64', data: [7] }],
    });
    const { bytes } = await written.send('echo', `\uFEFF${body.replace('[7]', '[9007199254740993]')}`);
    expect(bytes.toString()).toContain(
      '"name":"int64_out","datatype":"INT64","shape":[1],"data":[9007199254740993]',
    );
  });

  test('writes NaN and infinities as null in JSON', async () => {
    const float = Buffer.from(Float32Array.of(NaN, Infinity).buffer);
    const inputs = [
      { name: 'float', shape: [2], datatype: 'FP32', parameters: { binary_data_size: 8 } },
      ...echoInputs(2).filter(({ name }) => name !== 'float'),
      { name: 'int64', shape: [2], datatype: 'INT64', data: [0, 0] },
    ];
    const { outputs } = await written.inferBinary(
      'echo',
      { inputs, outputs: [{ name: 'float_out' }] },
      float,
    );
    expect(outputs).toEqual([{ name: 'float_out', datatype: 'FP32', shape: [2], data: [null, null] }]);
  });

  test('answers the outputs that are asked for, in that order', async () => {
    const [first] = churn;
    const inputs = toChurnInputs([first!.record]);
    const names = ['probabilities', 'label'];
    const { outputs } = await shipped.infer('churn', { inputs, outputs: names.map((name) => ({ name })) });
    expect(outputs.map(({ name }) => name)).toEqual(names);
  });

  test('answers the best classes with their labels', async () => {
    const outputs = [{ name: 'sums', parameters: { classification: 1 } }];
    const answer = await written.infer('sum', { inputs: [pair], outputs });
    expect(answer.outputs).toEqual([
      { name: 'sums', datatype: 'BYTES', shape: [2, 1], data: ['12:1:second', '14:1:second'] },
    ]);
  });

  test('knows the labels of churn from its ONNX file', async () => {
    const [first] = churn;
    const outputs = [{ name: 'probabilities', parameters: { classification: 2 } }];
    const answer = await shipped.infer('churn', { inputs: toChurnInputs([first!.record]), outputs });
    expect(answer.outputs[0]?.shape).toEqual([1, 2]);
    expect(answer.outputs[0]?.data).toContainEqual(
      expect.stringMatching(`^${first!.prediction.probability.toFixed(2).slice(0, 3)}.*:1:Yes$`),
    );
  });

  test('reads a body that is compressed', async () => {
    const body = gzipSync(JSON.stringify({ inputs: [pair] }));
    const { status, json } = await written.send('sum', body, { headers: { 'content-encoding': 'gzip' } });
    expect([status, json]).toMatchObject([200, { outputs: [{ data: [11, 12, 13, 14] }] }]);
  });
});

/** All inputs of echo but int64. */
function echoInputs(count: number) {
  const fill = (value: unknown) => new Array<unknown>(count).fill(value);
  return [
    { name: 'float', shape: [count], datatype: 'FP32', data: fill(0) },
    { name: 'double', shape: [count], datatype: 'FP64', data: fill(0) },
    { name: 'int32', shape: [count], datatype: 'INT32', data: fill(0) },
    { name: 'bool', shape: [count], datatype: 'BOOL', data: fill(false) },
    { name: 'string', shape: [count], datatype: 'BYTES', data: fill('x') },
  ];
}

describe('binary tensors', () => {
  const tail = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
  const binaryPair = { ...pair, data: undefined, parameters: { binary_data_size: 16 } };

  test('come back as bytes where all outputs, or one, are asked for so', async () => {
    const all = { inputs: [binaryPair], parameters: { binary_data_output: true } };
    const one = { inputs: [binaryPair], outputs: [{ name: 'sums', parameters: { binary_data: true } }] };
    const expected = Buffer.from(Float32Array.of(11, 12, 13, 14).buffer);
    for (const request of [all, one]) {
      const { outputs, bytes } = await written.inferBinary('sum', request, tail);
      expect(outputs).toEqual([
        { name: 'sums', datatype: 'FP32', shape: [2, 2], parameters: { binary_data_size: 16 } },
      ]);
      expect(bytes).toEqual([expected]);
    }
  });

  test.each([
    ['FP16', Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400)],
    ['BF16', Uint16Array.of(0x3f80, 0x4000, 0x4040, 0x4080)],
    ['INT64', BigInt64Array.of(1n, 2n, 3n, 4n)],
    ['FP64', Float64Array.of(1, 2, 3, 4)],
  ])('of %s become the FP32 that the model takes', async (datatype, values) => {
    const bytes = new Uint8Array(values.buffer);
    const input = { ...binaryPair, datatype, parameters: { binary_data_size: bytes.length } };
    const { outputs } = await written.inferBinary('sum', { inputs: [input] }, bytes);
    expect(outputs[0]?.data).toEqual([11, 12, 13, 14]);
  });

  test('are asked for by a request in JSON, too', async () => {
    const body = JSON.stringify({ id: '7', inputs: [pair], parameters: { binary_data_output: true } });
    const { headers, bytes } = await written.send('sum', body);
    const length = Number(headers.get('inference-header-content-length'));
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(JSON.parse(bytes.subarray(0, length).toString())).toMatchObject({ id: '7' });
    expect(bytes.subarray(length)).toEqual(Buffer.from(Float32Array.of(11, 12, 13, 14).buffer));
  });

  test('answer in JSON, without the header, where nothing is asked for as bytes', async () => {
    const head = JSON.stringify({ inputs: [binaryPair] });
    const headers = { 'inference-header-content-length': String(head.length), 'content-type': '' };
    const response = await written.send('sum', Buffer.concat([Buffer.from(head), tail]), { headers });
    expect(response.headers.get('inference-header-content-length')).toBeNull();
    expect(response.json).toMatchObject({ outputs: [{ data: [11, 12, 13, 14] }] });
  });

  test('mix with JSON, and carry texts by their lengths', async () => {
    const [first] = churn;
    const [tenure, ...others] = toChurnInputs([first!.record]).sort(
      (a, b) => Number(b.name === 'tenure') - Number(a.name === 'tenure'),
    );
    const binaryTenure = { ...tenure, data: undefined, parameters: { binary_data_size: 4 } };
    const outputs = [{ name: 'label', parameters: { binary_data: true } }, { name: 'probabilities' }];
    const value = Buffer.from(Float32Array.of(Number(tenure!.data[0])).buffer);
    const answer = await shipped.inferBinary('churn', { inputs: [binaryTenure, ...others], outputs }, value);
    const text = Buffer.from(first!.prediction.prediction);
    expect(answer.bytes[0]).toEqual(Buffer.concat([Buffer.from([text.length, 0, 0, 0]), text]));
    expect(answer.outputs[1]?.data).toHaveLength(2);
  });

  test('carry an image as it is, as base64 does in JSON, and as its numbers do', async () => {
    const image = await readFile(path.join(root, 'samples/clothing/images/Bag-1.png'));
    const { inputs } = await realTime.repository.resolve('clothing');
    const name = inputs[0]!.name;
    const blob = Buffer.concat([Buffer.alloc(4), image]);
    blob.writeUInt32LE(image.length);
    const binary = { name, shape: [1], datatype: 'BYTES', parameters: { binary_data_size: blob.length } };
    const byBytes = await shipped.inferBinary('clothing', { inputs: [binary] }, blob);
    const json = { name, shape: [1], datatype: 'BYTES', data: [image.toString('base64')] };
    const byText = await shipped.infer('clothing', { inputs: [json] });
    expect(byBytes.outputs).toEqual(byText.outputs);
    const zeros = new Array<number>(28 * 28).fill(0);
    const byNumbers = await shipped.infer('clothing', {
      inputs: [{ name, shape: [1, 1, 28, 28], datatype: 'FP32', data: zeros }],
    });
    expect(byNumbers.outputs[0]?.shape).toEqual(byText.outputs[0]?.shape);
  });
});

describe('bad requests', () => {
  test.each([
    ['an unknown model', 'nope', {}, 404, /^Cannot find model "nope": there is "echo", "sum"$/],
    [
      'an unknown version',
      'sum',
      { version: '9' },
      404,
      /^Cannot find version "9" of model "sum": there is "1", "production", "canary"$/,
    ],
    [
      'another content type',
      'sum',
      { headers: { 'content-type': 'application/octet-stream' } },
      400,
      /^Cannot read the request: its content type is "application\/octet-stream", expected application\/json; binary tensors want the header Inference-Header-Content-Length, too$/,
    ],
    [
      'a length that is none',
      'sum',
      { headers: { 'inference-header-content-length': '-1' } },
      400,
      /^Cannot read the request: Inference-Header-Content-Length is "-1", expected a number of bytes$/,
    ],
    [
      'a length beyond the body',
      'sum',
      { headers: { 'inference-header-content-length': '5000' } },
      400,
      /^Cannot read the request: Inference-Header-Content-Length is 5000, but its body has \d+ bytes$/,
    ],
    [
      'a timeout that is too long',
      'sum',
      { headers: { timeout: '99999' } },
      400,
      /^Cannot read the request: its timeout is 99999 ms, more than 30000$/,
    ],
  ] as const)('%s', async (_what, model, call, status, message) => {
    const refused = await written.refuse(model, { inputs: [pair] }, call);
    expect(refused).toEqual({ status, error: expect.stringMatching(message) });
  });

  test.each([
    [
      'an output that is not there',
      { inputs: [pair], outputs: [{ name: 'sum' }] },
      'Cannot read the request: model "sum" has no output "sum": it gives "sums"',
    ],
    [
      'a timeout of the body that is too long',
      { inputs: [pair], parameters: { timeout: 99999 } },
      'Cannot read the request: its timeout is 99999 ms, more than 30000',
    ],
    [
      'a shape that expands',
      { inputs: [{ ...pair, shape: [1048576, 1048576], data: [] }] },
      'Cannot read input "pair": its shape [1048576, 1048576] has 1099511627776 values, more than 5000',
    ],
    [
      'records that expand by what the model fills in',
      { inputs: [{ name: 'a', shape: [101], datatype: 'FP32', data: [] }] },
      'Cannot score the records with "sum": there are 101, more than 100',
    ],
    [
      'what nests too deep',
      JSON.parse('['.repeat(17) + ']'.repeat(17)),
      'Cannot read the request: its JSON nests deeper than 16',
    ],
    ['an empty object', {}, 'Cannot read the request: it has no "inputs"'],
  ])('%s', async (_what, request, error) => {
    expect(await written.refuse('sum', request)).toEqual({ status: 400, error });
  });

  test('a model that is unloaded', async () => {
    await repository.unload('sum');
    const refused = await written.refuse('sum', { inputs: [pair] });
    await repository.load('sum');
    expect(refused).toEqual({ status: 503, error: 'Cannot score with "sum": it is unloaded' });
    expect(await written.infer('sum', { inputs: [pair] })).toMatchObject({ model_name: 'sum' });
  });

  test('a body that is too large', async () => {
    const { status, json } = await written.send('sum', Buffer.alloc(100_001, ' '));
    expect([status, json]).toMatchObject([
      400,
      { error: 'Cannot read the request: it has 100001 bytes, more than 100000', code: 'TooLarge' },
    ]);
  });

  test('a body that is no JSON', async () => {
    const { status, json } = await written.send('sum', '{"inputs":');
    expect([status, json]).toMatchObject([
      400,
      { error: expect.stringMatching(/^Cannot read the request: it is not JSON: /) },
    ]);
  });
});
