import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { bytesField, intField, messageField, textField } from '../../../samples/protobuf-writer.ts';
import { toOnnxModel } from '../../../samples/onnx-writer.ts';
import { describeType } from '../../../src/scoring/onnx/onnx-model.ts';
import { readOnnxModel } from '../../../src/scoring/onnx/onnx-reader.ts';
import { nodeField, sequenceOfMaps, tensorValue, toTinyModel } from './support/protobuf.ts';

const describeValues = (values: ReturnType<typeof readOnnxModel>['inputs']) =>
  values.map(({ name, type }) => `${name}: ${describeType(type)}`);

describe('readOnnxModel()', () => {
  test('reads the shipped churn model', async () => {
    const model = readOnnxModel(await readFile('models/churn/1/model.onnx'));
    expect(model.irVersion).toBe(8);
    expect(model.producer).toBe('onscore');
    expect(model.opsets).toEqual([
      { domain: '', version: 17 },
      { domain: 'ai.onnx.ml', version: 3 },
    ]);
    expect(describeValues(model.inputs).slice(0, 2)).toEqual([
      'female: float32 [N, 1]',
      'senior_citizen: float32 [N, 1]',
    ]);
    expect(model.inputs).toHaveLength(19);
    expect(describeValues(model.outputs)).toEqual(['label: string [N]', 'probabilities: float32 [N, 2]']);
    expect(model.nodes.at(-1)?.labels.get('classlabels_strings')).toEqual(['No', 'Yes']);
    expect(model.constants.flatMap(({ externalFiles }) => externalFiles)).toEqual([]);
  });

  test('reads metadata and producer when a file has them', () => {
    const { metadata, producer } = readOnnxModel(
      toTinyModel({
        more: [
          textField(2, 'skl2onnx'),
          textField(3, '1.19.1'),
          messageField(14, [textField(1, 'author'), textField(2, 'Zoë')]),
          messageField(14, [textField(1, '__proto__'), textField(2, 'plain')]),
        ],
      }),
    );
    expect(producer).toBe('skl2onnx 1.19.1');
    expect(Object.entries(metadata)).toEqual([
      ['author', 'Zoë'],
      ['__proto__', 'plain'],
    ]);
  });

  test('leaves out inputs that a constant fills, as old files list them', () => {
    const graph = [
      messageField(11, tensorValue('weights', 1, [2, 2])),
      messageField(5, [textField(8, 'weights')]),
    ];
    expect(describeValues(readOnnxModel(toTinyModel({ graph })).inputs)).toEqual(['x: float32 [N, 2]']);
  });

  test.each([
    { field: tensorValue('v', 16, []), type: 'bfloat16 []' },
    { field: tensorValue('v', 99, ['', -1, 3]), type: 'type 99 [?, ?, 3]' },
    { field: sequenceOfMaps('v', 7), type: 'sequence of map to float32 of any shape' },
    { field: [textField(1, 'v')], type: 'of a type without a name' },
    {
      field: [
        textField(1, 'v'),
        messageField(2, [messageField(9, tensorValue('', 8, []).slice(1).map(typeOf))]),
      ],
      type: 'optional of string []',
    },
  ])('reads a value of type $type', ({ field, type }) => {
    const { outputs } = readOnnxModel(toTinyModel({ graph: [messageField(12, field)] }));
    expect(describeType(outputs[1]!.type)).toBe(type);
  });

  test('finds nodes, weights in other files and functions when they are deep inside', () => {
    const external = (file: string) => [
      textField(8, file),
      messageField(13, [textField(1, 'location'), textField(2, file)]),
      messageField(13, [textField(1, 'offset'), textField(2, '4096')]),
      intField(14, 1),
    ];
    const branch = messageField(6, [
      nodeField({ operator: 'Deep', domain: 'com.acme' }),
      messageField(5, external('branch.bin')),
      messageField(15, [messageField(1, external('values.bin')), messageField(2, external('indices.bin'))]),
    ]);
    const { nodes, constants, functions } = readOnnxModel(
      toTinyModel({
        graph: [
          nodeField({
            operator: 'If',
            attributes: [
              branch,
              messageField(5, external('attribute.bin')),
              messageField(5, [intField(14, 1)]),
            ],
          }),
        ],
        more: [
          messageField(25, [
            textField(1, 'Mine'),
            textField(10, 'com.mine'),
            messageField(7, [textField(4, 'Inner'), textField(7, 'ai.onnx')]),
          ]),
        ],
      }),
    );
    expect(nodes.map(({ domain, operator, isTop }) => [domain, operator, isTop])).toEqual([
      ['', 'Relu', true],
      ['com.acme', 'Deep', false],
      ['', 'If', true],
      ['', 'Inner', false],
    ]);
    expect(constants.flatMap(({ externalFiles }) => externalFiles)).toEqual([
      'values.bin',
      'indices.bin',
      'branch.bin',
      'attribute.bin',
      '',
    ]);
    expect(functions).toEqual([{ domain: 'com.mine', operator: 'Mine' }]);
  });

  test('keeps integer labels beyond 2^53 as text', () => {
    const attribute = Buffer.concat([
      textField(1, 'classlabels_int64s'),
      ...[-1, 2n ** 53n - 1n, 2n ** 62n, -(2n ** 63n)].map((label) => intField(8, label)),
    ]);
    const graph = [nodeField({ operator: 'ZipMap', domain: 'ai.onnx.ml', attributes: [attribute] })];
    expect(readOnnxModel(toTinyModel({ graph })).nodes[1]?.labels.get('classlabels_int64s')).toEqual([
      -1,
      9007199254740991,
      '4611686018427387904',
      '-9223372036854775808',
    ]);
  });

  test.each([
    { what: 'is empty', bytes: [], message: 'it is empty' },
    {
      what: 'is a text',
      bytes: Buffer.from('customer_id,tenure\n'),
      message: 'it is not an ONNX file: field 12 at byte 0 is of wire type 3, which ONNX has not',
    },
    {
      what: 'is a zip',
      bytes: Buffer.from('PK\u0003\u0004'),
      message: 'it is not an ONNX file: at byte 2 is no field',
    },
    { what: 'holds no graph', bytes: intField(1, 8), message: 'it is cut off: it holds no graph' },
    { what: 'has a field 0', bytes: [0x02, 0x00], message: 'it is not an ONNX file: at byte 0 is no field' },
    {
      what: 'ends within a field',
      bytes: toTinyModel().subarray(0, 20),
      message: 'it is cut off: field 7 at byte 2 is 64 bytes long, but 16 are left',
    },
    {
      what: 'ends within a number',
      bytes: [0x08, 0x80],
      message: 'it is cut off: the number at byte 1 has no end',
    },
    {
      what: 'has an endless number',
      bytes: [0x08, ...Array<number>(11).fill(0xff)],
      message: 'it is damaged: the number at byte 1 is longer than 10 bytes',
    },
    {
      what: 'claims more bytes than a file can have',
      bytes: [0x3a, ...Array<number>(9).fill(0xff), 0x01],
      message: 'it is not an ONNX file: field 7 at byte 0 is 18446744073709552000 bytes long, but 0 are left',
    },
    {
      what: 'nests graphs without end',
      bytes: messageField(7, [nest(70)]),
      message: 'its graphs or types are nested more than 64 deep',
    },
    {
      what: 'holds millions of nothing',
      bytes: bytesField(7, Buffer.alloc(2_100_000, Uint8Array.of(0x0a, 0x00))),
      message: 'it has more than 1000000 nodes and names',
    },
  ])('throws when a file $what', ({ bytes, message }) => {
    expect(() => readOnnxModel(Buffer.from(bytes))).toThrow(`Cannot read the ONNX file: ${message}`);
  });

  test('passes over weights without copying them', () => {
    const weights = { type: 'float', name: 'w', dims: [1], values: [0] } as const;
    const small = toOnnxModel({ name: 'g', nodes: [], inputs: [], outputs: [], constants: [weights] });
    const large = Buffer.concat([
      small,
      messageField(7, [messageField(5, [bytesField(9, Buffer.alloc(1e8))])]),
    ]);
    const before = process.memoryUsage().arrayBuffers;
    expect(readOnnxModel(large).constants).toHaveLength(2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e7);
  });
});

/** The TypeProto of a ValueInfoProto's field 2, as the inner type of another. */
function typeOf(field: Uint8Array): Uint8Array {
  return messageField(1, [field.subarray(2)]);
}

function nest(depth: number): Uint8Array {
  const inner = depth === 0 ? [] : [nest(depth - 1)];
  return nodeField({ operator: 'If', attributes: [messageField(6, inner)] });
}
