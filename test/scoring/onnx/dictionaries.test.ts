import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { type OnnxGraph, toOnnxModel } from '../../../samples/onnx-writer.ts';
import { encodeTextInputs } from '../../../src/scoring/onnx/onnx-dictionaries.ts';
import { readOnnxModel } from '../../../src/scoring/onnx/onnx-reader.ts';
import { openOnnxSession } from '../../../src/scoring/onnx/onnx-session.ts';
import { rewriteZipMap } from '../../../src/scoring/onnx/onnx-zip-map.ts';
import type { PlainTensor } from '../../../src/scoring/model.ts';
import { toRandomFeeds } from './support/random-feeds.ts';

const threads = 1;
const echo = (dims: readonly (number | string)[]): OnnxGraph => ({
  name: 'echo',
  nodes: [
    { operator: 'Identity', inputs: ['text'], outputs: ['out'] },
    { operator: 'Neg', inputs: ['x'], outputs: ['y'] },
  ],
  inputs: [
    { name: 'text', type: 'string', dims: [...dims] },
    { name: 'x', type: 'float', dims: ['N'] },
  ],
  outputs: [
    { name: 'out', type: 'string', dims: [...dims] },
    { name: 'y', type: 'float', dims: ['N'] },
  ],
});

async function open(bytes: Uint8Array) {
  const encoded = encodeTextInputs(bytes, readOnnxModel(bytes));
  return {
    encoded,
    plain: await openOnnxSession(bytes, { threads }),
    session: await openOnnxSession(encoded.bytes, { threads, dictionaries: encoded.dictionaries }),
  };
}

describe('encodeTextInputs()', () => {
  test.each<[(number | string)[], number[], string[]]>([
    [['N'], [4], ['a', 'b', '', 'a']],
    [
      ['N', 1],
      [3, 1],
      ['ä', '漢字', 'ä'],
    ],
    [
      ['N', 2],
      [2, 2],
      ['a', 'b', 'b', 'a'],
    ],
    [[2], [2], ['x'.repeat(1000), 'x']],
    [['N'], [0], []],
  ])('gives a graph of texts %j what it would be given without', async (shape, dims, values) => {
    const { plain, session, encoded } = await open(toOnnxModel(echo(shape)));
    expect(encoded.dictionaries).toEqual([{ name: 'text', codes: 'text/codes', texts: 'text/texts' }]);
    const feeds: PlainTensor[] = [
      { name: 'text', type: 'string', dims, values },
      { name: 'x', type: 'float32', dims: [1], values: Float32Array.of(2) },
    ];
    const answer = await session.run(feeds, ['out', 'y']);
    expect(answer).toEqual(await plain.run(feeds, ['out', 'y']));
    expect(answer.get('out')).toMatchObject({ dims, values });
  });

  const lookUp: OnnxGraph = {
    name: 'look up',
    nodes: [
      {
        operator: 'OneHotEncoder',
        domain: 'ai.onnx.ml',
        inputs: ['text'],
        outputs: ['hot'],
        attributes: { cats_strings: { strings: ['a', 'b'] }, zeros: { int: 1 } },
      },
      {
        operator: 'LabelEncoder',
        domain: 'ai.onnx.ml',
        inputs: ['text'],
        outputs: ['number'],
        attributes: {
          keys_strings: { strings: ['a', 'b'] },
          values_floats: { floats: [1.5, 2.5] },
          default_float: { float: -1 },
        },
      },
      { operator: 'Neg', inputs: ['number'], outputs: ['negative'] },
    ],
    inputs: [{ name: 'text', type: 'string', dims: ['N', 2] }],
    outputs: [
      { name: 'hot', type: 'float', dims: ['N', 2, 2] },
      { name: 'negative', type: 'float', dims: ['N', 2] },
    ],
  };

  test('looks each text up once, and gathers what was found', async () => {
    const { plain, session, encoded } = await open(toOnnxModel(lookUp));
    const { nodes } = readOnnxModel(encoded.bytes);
    expect(nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs])).toEqual([
      ['OneHotEncoder', ['text/texts'], ['hot/texts']],
      ['Gather', ['hot/texts', 'text/codes'], ['hot']],
      ['LabelEncoder', ['text/texts'], ['number/texts']],
      ['Gather', ['number/texts', 'text/codes'], ['number']],
      ['Neg', ['number'], ['negative']],
    ]);
    for (const values of [['a', 'b', 'b', 'a', 'nobody', ''], []]) {
      const feeds = [{ name: 'text', type: 'string', dims: [values.length / 2, 2], values } as const];
      const answer = await session.run(feeds, ['hot', 'negative']);
      expect(answer).toEqual(await plain.run(feeds, ['hot', 'negative']));
    }
  });

  test('gathers the texts, too, where others read them', async () => {
    const { plain, session } = await open(
      toOnnxModel({
        ...lookUp,
        nodes: [...lookUp.nodes, { operator: 'Identity', inputs: ['text'], outputs: ['same'] }],
        outputs: [...lookUp.outputs, { name: 'same', type: 'string', dims: ['N', 2] }],
      }),
    );
    const feeds = [{ name: 'text', type: 'string', dims: [1, 2], values: ['b', 'ä'] } as const];
    const answer = await session.run(feeds, ['hot', 'negative', 'same']);
    expect(answer).toEqual(await plain.run(feeds, ['hot', 'negative', 'same']));
    expect(answer.get('same')).toMatchObject({ values: ['b', 'ä'] });
  });

  test('fails as without where a text cannot be looked up', async () => {
    const strict = lookUp.nodes.slice(0, 1).map((node) => ({
      ...node,
      attributes: { cats_strings: { strings: ['a', 'b'] }, zeros: { int: 0 } },
    }));
    const { plain, session } = await open(
      toOnnxModel({ ...lookUp, nodes: strict, outputs: lookUp.outputs.slice(0, 1) }),
    );
    const feeds = [{ name: 'text', type: 'string', dims: [1, 2], values: ['b', 'nobody'] } as const];
    await expect(plain.run(feeds, ['hot'])).rejects.toThrow('Unknown Category');
    await expect(session.run(feeds, ['hot'])).rejects.toThrow('Unknown Category');

    // A part of a chunk of which another part has the unknown text.
    const part: PlainTensor = {
      name: 'text',
      type: 'string',
      dims: [2, 2],
      values: ['b', 'a', 'a', 'b'],
      encoded: { codes: Uint32Array.of(2, 0, 0, 2), labels: ['a', 'nobody', 'b'] },
    };
    const answer = await session.run([part], ['hot']);
    expect(answer).toEqual(await plain.run([part], ['hot']));
  });

  test('tells those who run it of the inputs that the file has', async () => {
    const { plain, session } = await open(toOnnxModel(echo(['N', 3])));
    const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
    expect(session.signature.inputs.toSorted(byName)).toEqual(plain.signature.inputs.toSorted(byName));
    expect(session.signature.outputs).toEqual(plain.signature.outputs);
  });

  test('leaves alone what reads no texts, and texts of which the names are taken', () => {
    const numbers = toOnnxModel({
      name: 'numbers',
      nodes: [{ operator: 'Neg', inputs: ['x'], outputs: ['y'] }],
      inputs: [{ name: 'x', type: 'float', dims: ['N'] }],
      outputs: [{ name: 'y', type: 'float', dims: ['N'] }],
    });
    expect(encodeTextInputs(numbers, readOnnxModel(numbers)).bytes).toBe(numbers);
    const graph = echo(['N']);
    const taken = toOnnxModel({
      ...graph,
      nodes: [...graph.nodes, { operator: 'Neg', inputs: ['x'], outputs: ['text/codes'] }],
    });
    expect(encodeTextInputs(taken, readOnnxModel(taken))).toEqual({ bytes: taken, dictionaries: [] });
  });

  test.each(['churn', 'transactions', 'recommendations'])(
    'changes no bit of what %s answers',
    async (name) => {
      const file = new URL(`../../../models/${name}/1/model.onnx`, import.meta.url);
      const { bytes } = rewriteZipMap(new Uint8Array(await readFile(file)));
      const { plain, session, encoded } = await open(bytes);
      expect(encoded.dictionaries.length).toBeGreaterThan(0);
      const feeds = toRandomFeeds(plain.signature, 50);
      const outputs = plain.signature.outputs.map((output) => output.name);
      expect(await session.run(feeds, outputs)).toEqual(await plain.run(feeds, outputs));
    },
  );
});
