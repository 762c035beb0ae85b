import { describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readFile } from 'node:fs/promises';
import { messageField, textField } from '../../../samples/protobuf-writer.ts';
import { describeType } from '../../../src/scoring/onnx/onnx-model.ts';
import { readOnnxModel } from '../../../src/scoring/onnx/onnx-reader.ts';
import { rewriteZipMap } from '../../../src/scoring/onnx/onnx-zip-map.ts';
import { nodeField, tensorValue } from './support/protobuf.ts';
import { toZipMapModel } from './support/zip-map-model.ts';

const records = new Tensor('float32', Float32Array.of(1, 2, 3, 1), [2, 2]);

describe('rewriteZipMap()', () => {
  test.each([
    { kind: 'text', labels: ['basic', 'plus', 'größer'], said: ['größer', 'größer'] },
    { kind: 'whole numbers', labels: [-1, 0, 7], said: [7n, 7n] },
    { kind: 'packed whole numbers', labels: [-1, 0, 7], packed: true, said: [7n, 7n] },
  ])('gives a tensor that onnxruntime reads when labels are $kind', async ({ said, ...options }) => {
    const rewritten = rewriteZipMap(toZipMapModel(options));
    const session = await InferenceSession.create(rewritten.bytes);
    const { output_label: label, output_probability: scores } = await session.run({ x: records });
    expect(Array.from(label?.data ?? [], (value: unknown) => value)).toEqual(said);
    expect(scores?.dims).toEqual([2, 3]);
    expect(scores?.data).toEqual(Float32Array.of(1, 2, 3, 3, 1, 4));
    expect(rewritten.labels).toEqual({ output_probability: options.labels });
    await session.release();
  });

  test('is needed: onnxruntime gives no values when a ZipMap stays', async () => {
    const session = await InferenceSession.create(toZipMapModel({ labels: ['a', 'b', 'c'] }));
    await expect(session.run({ x: records })).rejects.toThrow(
      'Non tensor type is temporarily not supported.',
    );
    await session.release();
  });

  test('declares the batch of the first input and the number of classes', () => {
    const describeOutput = (batch: number | string) => {
      const { outputs } = readOnnxModel(
        rewriteZipMap(toZipMapModel({ labels: ['a', 'b', 'c'], batch })).bytes,
      );
      return outputs.map(({ name, type }) => `${name}: ${describeType(type)}`);
    };
    expect(describeOutput('rows')).toEqual([
      'output_label: string [rows]',
      'output_probability: float32 [rows, 3]',
    ]);
    expect(describeOutput(1)).toEqual(['output_label: string [1]', 'output_probability: float32 [1, 3]']);
    expect(describeOutput('')).toEqual(['output_label: string [?]', 'output_probability: float32 [?, 3]']);
  });

  test('drops what the file says of the inner value when it says so', async () => {
    const graph = [messageField(13, tensorValue('output_probability', 7, [9, 9, 9]))];
    const { bytes } = rewriteZipMap(toZipMapModel({ labels: ['a', 'b', 'c'], graph }));
    const session = await InferenceSession.create(bytes);
    expect((await session.run({ x: records })).output_probability?.dims).toEqual([2, 3]);
    await session.release();
  });

  test('leaves all other bytes as they are', () => {
    const before = Buffer.from(toZipMapModel({ labels: ['a', 'b', 'c'] }));
    const after = Buffer.from(rewriteZipMap(before).bytes);
    const classifierEnd = before.indexOf('ZipMap') - 40;
    expect(after.includes(before.subarray(40, classifierEnd))).toBe(true);
    expect(after.subarray(-20)).toEqual(before.subarray(-20));
    expect(after.includes('ZipMap')).toBe(false);
  });

  test('gives the same bytes back when there is no ZipMap', async () => {
    const bytes = await readFile('models/churn/1/model.onnx');
    const rewritten = rewriteZipMap(bytes);
    expect(rewritten.bytes).toBe(bytes);
    expect(rewritten.labels).toEqual({});
  });

  test('gives the same bytes back when they are rewritten already', () => {
    const { bytes } = rewriteZipMap(toZipMapModel({ labels: ['a', 'b', 'c'] }));
    expect(rewriteZipMap(bytes).bytes).toBe(bytes);
  });

  test('throws when a ZipMap has no labels', () => {
    expect(() => rewriteZipMap(toZipMapModel({ labels: ['a'], zipMapAttributes: [] }))).toThrow(
      'Cannot read the ONNX file: ZipMap output "output_probability" has no class labels',
    );
  });

  test('throws when another node reads the maps', () => {
    const nodes = [
      nodeField({ operator: 'SequenceLength', inputs: ['output_probability'], outputs: ['length'] }),
    ];
    const graph = [messageField(12, tensorValue('length', 7, [])), textField(10, 'with a reader')];
    expect(() => rewriteZipMap(toZipMapModel({ labels: ['a', 'b', 'c'], nodes, graph }))).toThrow(
      'Cannot read the ONNX file: ZipMap output "output_probability" is read by a SequenceLength, so it has to stay',
    );
  });
});
