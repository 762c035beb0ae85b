import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { type OnnxGraph, toOnnxModel } from '../../../samples/onnx-writer.ts';
import type { PlainTensor } from '../../../src/scoring/model.ts';
import { packInputs } from '../../../src/scoring/onnx/onnx-packs.ts';
import { readOnnxModel } from '../../../src/scoring/onnx/onnx-reader.ts';
import { openOnnxSession } from '../../../src/scoring/onnx/onnx-session.ts';
import { rewriteZipMap } from '../../../src/scoring/onnx/onnx-zip-map.ts';
import { toRandomFeeds } from './support/random-feeds.ts';

const threads = 1;

async function open(bytes: Uint8Array) {
  const packed = packInputs(bytes, readOnnxModel(bytes));
  return {
    packed,
    plain: await openOnnxSession(bytes, { threads }),
    session: await openOnnxSession(packed.bytes, { threads, packs: packed.packs }),
  };
}

const joined: OnnxGraph = {
  name: 'joined',
  nodes: [
    { operator: 'Sub', inputs: ['b', 'a'], outputs: ['difference'] },
    { operator: 'Concat', inputs: ['t', 's'], outputs: ['texts'], attributes: { axis: { int: 1 } } },
    { operator: 'Mul', inputs: ['wide', 'lone'], outputs: ['product'] },
  ],
  inputs: [
    { name: 'a', type: 'float', dims: ['N', 1] },
    { name: 's', type: 'string', dims: ['N', 1] },
    { name: 'wide', type: 'float', dims: ['N', 2] },
    { name: 'b', type: 'float', dims: ['N', 1] },
    { name: 't', type: 'string', dims: ['N', 1] },
    { name: 'lone', type: 'float', dims: [1] },
  ],
  outputs: [
    { name: 'difference', type: 'float', dims: ['N', 1] },
    { name: 'texts', type: 'string', dims: ['N', 2] },
    { name: 'product', type: 'float', dims: ['N', 2] },
  ],
};

describe('packInputs()', () => {
  test.each([0, 1, 3])('makes one tensor of the inputs of a type, of %d records', async (records) => {
    const { packed, plain, session } = await open(toOnnxModel(joined));
    expect(packed.packs).toEqual([
      { name: 'a/packed', type: 'float32', members: ['a', 'b'] },
      { name: 's/packed', type: 'string', members: ['s', 't'] },
    ]);
    const toNumbers = (from: number) => Float32Array.from({ length: records }, (_, k) => from + k);
    const toTexts = (of: string) => Array.from({ length: records }, (_, k) => `${of}${k}`);
    const dims = [records, 1];
    const feeds: PlainTensor[] = [
      { name: 't', type: 'string', dims, values: toTexts('t') },
      { name: 'a', type: 'float32', dims, values: toNumbers(1) },
      { name: 'wide', type: 'float32', dims: [records, 2], values: new Float32Array(2 * records).fill(3) },
      { name: 's', type: 'string', dims, values: toTexts('s') },
      { name: 'b', type: 'float32', dims, values: toNumbers(10) },
      { name: 'lone', type: 'float32', dims: [1], values: Float32Array.of(2) },
    ];
    const outputs = ['difference', 'texts', 'product'];
    const answer = await session.run(feeds, outputs);
    expect(answer).toEqual(await plain.run(feeds, outputs));
    expect(answer.get('difference')?.values).toEqual(new Float32Array(records).fill(9));
  });

  test.each([12, 13, 17, 18, 21])('splits by the rules of opset %d', async (opset) => {
    const { packed, session } = await open(toOnnxModel(joined, { opset }));
    expect(packed.packs).toHaveLength(2);
    expect(session.signature.inputs).toHaveLength(6);
  });

  test('tells those who run it of the inputs that the file has', async () => {
    const { plain, session } = await open(toOnnxModel(joined));
    const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
    expect(session.signature.inputs.toSorted(byName)).toEqual(plain.signature.inputs.toSorted(byName));
    expect(session.signature.outputs).toEqual(plain.signature.outputs);
  });

  test('asks for each of them', async () => {
    const { session } = await open(toOnnxModel(joined));
    const feed: PlainTensor = { name: 'a', type: 'float32', dims: [1, 1], values: Float32Array.of(1) };
    await expect(session.run([feed], ['difference'])).rejects.toThrow('input "b" is not given');
  });

  test.each<[string, Partial<OnnxGraph>]>([
    ['a single input', { inputs: joined.inputs.filter(({ name }) => !['b', 't'].includes(name)) }],
    ['a name that is taken', { nodes: [{ operator: 'Neg', inputs: ['a'], outputs: ['a/packed'] }] }],
    [
      'a fixed number of records',
      { inputs: joined.inputs.map((input) => ({ ...input, dims: [1, ...input.dims.slice(1)] })) },
    ],
  ])('leaves alone %s', (_, change) => {
    const inputs = joined.inputs.filter(({ type }) => type === 'float');
    const bytes = toOnnxModel({ ...joined, inputs, ...change });
    expect(packInputs(bytes, readOnnxModel(bytes))).toEqual({ bytes, packs: [] });
  });

  test.each(['churn', 'transactions'])('changes no bit of what %s answers', async (name) => {
    const file = new URL(`../../../models/${name}/1/model.onnx`, import.meta.url);
    const raw = new Uint8Array(await readFile(file));
    const { bytes } = rewriteZipMap(raw, readOnnxModel(raw));
    const { plain, session, packed } = await open(bytes);
    expect(packed.packs.length).toBeGreaterThan(0);
    for (const records of [1, 50]) {
      const feeds = toRandomFeeds(plain.signature, records);
      const outputs = plain.signature.outputs.map((output) => output.name);
      expect(await session.run(feeds, outputs)).toEqual(await plain.run(feeds, outputs));
    }
  });
});
