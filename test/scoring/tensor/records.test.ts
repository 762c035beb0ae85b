import { describe, expect, test } from '@jest/globals';
import type { ColumnSpec } from '../../../src/scoring/records.ts';
import type { InputTensor } from '../../../src/scoring/tensor/tensor-data.ts';
import { toTensorRecords } from '../../../src/scoring/tensor/tensor-records.ts';
import { tinyImage, toBinaryTensor, toColumnSpec, toJsonTensor, toModel, toOwnFeed } from './support.ts';

const limits = { maxRecords: 100, maxCells: 1000 };

const read = (
  columns: readonly ColumnSpec[],
  tensors: readonly InputTensor[],
  { key, ...more }: { readonly key?: string; readonly maxRecords?: number; readonly maxCells?: number } = {},
) => toTensorRecords(tensors, { model: toModel(columns, columns.map(toOwnFeed), key), ...limits, ...more });

const readOne = (column: ColumnSpec, tensor: InputTensor) => read([column], [tensor]).columns[0];

const woven = toModel(
  [toColumnSpec('a', 'float32'), toColumnSpec('b', 'float32'), toColumnSpec('c', 'string')],
  [
    { input: 'pair', type: 'float32', recordDims: [2], source: { kind: 'columns', columns: [0, 1] } },
    { input: 'c', type: 'string', recordDims: [], source: { kind: 'columns', columns: [2] } },
    { input: 'shift', type: 'float32', recordDims: [1], source: { kind: 'constant', value: 1 } },
  ],
);
const readWoven = (...tensors: InputTensor[]) => toTensorRecords(tensors, { model: woven, ...limits });

describe('toTensorRecords()', () => {
  const c = toJsonTensor('c', 'BYTES', [2], ['x', 'y']);

  test('takes an input of several columns whole, or its columns one by one', () => {
    const whole = readWoven(toJsonTensor('pair', 'FP32', [2, 2], [1, 2, 3, 4]), c);
    const each = readWoven(
      toJsonTensor('a', 'FP32', [2, 1], [1, 3]),
      toJsonTensor('b', 'FP32', [2], [2, 4]),
      c,
    );
    expect(whole.columns.map(({ values }) => values)).toEqual([
      Float32Array.of(1, 3),
      Float32Array.of(2, 4),
      ['x', 'y'],
    ]);
    expect(each.columns.map(({ values }) => values)).toEqual(whole.columns.map(({ values }) => values));
    expect(whole).toMatchObject({
      total: 2,
      count: 2,
      rows: Uint32Array.of(1, 2),
      keys: undefined,
      errors: [],
    });
  });

  test.each([
    ['an input of the name of one of its columns', 2, 'x', [2, 2]],
    ['a column of that name', 1, 'x', [2, 1]],
  ] as const)('reads %s by its shape', (_what, width, name, shape) => {
    const model = toModel(
      [toColumnSpec('x', 'float32'), toColumnSpec('y', 'float32', { rule: 'nan' })],
      [{ input: 'x', type: 'float32', recordDims: [2], source: { kind: 'columns', columns: [0, 1] } }],
    );
    const values = Array.from({ length: 2 * width }, (_, k) => k);
    const { columns } = toTensorRecords([toJsonTensor(name, 'FP32', shape, values)], { model, ...limits });
    expect(columns[0]?.values).toEqual(Float32Array.of(0, width));
  });

  test('fills each column of a name where a model reads one in two ways', () => {
    const model = toModel(
      [toColumnSpec('x', 'float32'), toColumnSpec('x', 'int64')],
      [
        { input: 'f', type: 'float32', recordDims: [], source: { kind: 'columns', columns: [0] } },
        { input: 'i', type: 'int64', recordDims: [], source: { kind: 'columns', columns: [1] } },
      ],
    );
    const { columns } = toTensorRecords([toJsonTensor('x', 'INT64', [1], [7])], { model, ...limits });
    expect(columns.map(({ values }) => values)).toEqual([Float32Array.of(7), BigInt64Array.of(7n)]);
  });

  test('keeps several values a record of one column', () => {
    const model = toModel(
      [toColumnSpec('list', 'int64')],
      [{ input: 'list', type: 'int64', recordDims: [3], source: { kind: 'columns', columns: [0] } }],
    );
    const { columns } = toTensorRecords([toJsonTensor('list', 'INT64', [2, 3], [1, 2, 3, 4, 5, 6])], {
      model,
      ...limits,
    });
    expect(columns).toEqual([{ type: 'int64', width: 3, values: BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n) }]);
  });

  test('reads the key as BYTES or whole numbers, and a key that is a column from there', () => {
    const x = toColumnSpec('x', 'int64');
    const values = toJsonTensor('x', 'INT64', [2], [5, 6]);
    const byText = read([x], [values, toJsonTensor('id', 'BYTES', [2, 1], ['a', 'b'])], { key: 'id' });
    const byNumber = read([x], [values, toJsonTensor('id', 'INT32', [2], [1, 2])], { key: 'id' });
    expect([byText.keys, byNumber.keys]).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(read([x], [values], { key: 'x' }).keys).toEqual(['5', '6']);
  });

  test('takes images encoded, or as the numbers of the input', () => {
    const model = toModel(
      [tinyImage],
      [
        {
          input: 'pixels',
          type: 'float32',
          recordDims: [1, 1, 2],
          source: { kind: 'columns', columns: [0] },
        },
      ],
    );
    const column = (tensor: InputTensor) => toTensorRecords([tensor], { model, ...limits }).columns[0];
    const bytes = Uint8Array.of(1, 2, 3);
    const blob = Uint8Array.of(3, 0, 0, 0, ...bytes);
    expect(column(toBinaryTensor('pixels', 'BYTES', [1], blob))).toEqual({ type: 'image', values: [bytes] });
    expect(column(toJsonTensor('image', 'BYTES', [1, 1], ['AQID']))).toEqual({
      type: 'image',
      values: [Buffer.from(bytes)],
    });
    expect(column(toJsonTensor('pixels', 'FP32', [1, 1, 1, 2], [0.5, 1]))).toEqual({
      type: 'float32',
      width: 2,
      values: Float32Array.of(0.5, 1),
    });
    expect(() => column(toJsonTensor('pixels', 'BYTES', [1], ['~']))).toThrow(
      new Error('Cannot read input "pixels": data[0] is "~", expected an image in base64'),
    );
    expect(() => column(toJsonTensor('image', 'BYTES', [1], [null]))).toThrow(
      new Error('Cannot score record 1 of "m": "image" is missing'),
    );
  });

  test.each([
    ['float32', 'INT64', [16777216]],
    ['float32', 'BF16', Uint8Array.of(0x80, 0x3f)],
    ['float32', 'FP64', [0.5]],
    ['float64', 'FP32', [0.1]],
    ['float64', 'UINT64', [9007199254740992n]],
    ['int64', 'UINT8', [255]],
    ['int64', 'UINT64', [9223372036854775807n]],
    ['int32', 'UINT32', [2147483647]],
    ['int32', 'INT64', [-2147483648]],
  ] as const)('makes %s of %s where it holds the value exactly', (type, datatype, values) => {
    const tensor =
      values instanceof Uint8Array
        ? toBinaryTensor('x', datatype, [1], values)
        : toJsonTensor('x', datatype, [1], values);
    expect(readOne(toColumnSpec('x', type), tensor)?.type).toBe(type);
  });

  test.each([
    [
      'float32',
      'INT64',
      [16777217],
      'data[0] is 16777217 of INT64, expected a value that FP32 holds exactly',
    ],
    ['float32', 'FP64', [1, 0.1], 'data[1] is 0.1 of FP64, expected a value that FP32 holds exactly'],
    [
      'float64',
      'INT64',
      [9007199254740993n],
      'data[0] is 9007199254740993 of INT64, expected a value that FP64 holds exactly',
    ],
    [
      'int64',
      'UINT64',
      [9223372036854775808n],
      'data[0] is 9223372036854775808 of UINT64, expected a value that INT64 holds exactly',
    ],
    [
      'int32',
      'UINT32',
      [2147483648],
      'data[0] is 2147483648 of UINT32, expected a value that INT32 holds exactly',
    ],
    ['int64', 'FP32', [1], 'its datatype is FP32, expected INT64'],
    ['float32', 'BOOL', [true], 'its datatype is BOOL, expected FP32'],
    ['float32', 'BYTES', ['1'], 'its datatype is BYTES, expected FP32'],
    ['string', 'INT32', [1], 'its datatype is INT32, expected BYTES'],
    ['bool', 'UINT8', [1], 'its datatype is UINT8, expected BOOL'],
  ] as const)('makes no %s of %s %j', (type, datatype, values, what) => {
    const tensor = toJsonTensor('x', datatype, [values.length], values);
    expect(() => readOne(toColumnSpec('x', type), tensor)).toThrow(
      new Error(`Cannot read input "x": ${what}`),
    );
  });

  test('lets what is missing be what the manifest says', () => {
    const tensor = toJsonTensor('x', 'FP32', [3, 1], [1, null, 3]);
    expect(readOne(toColumnSpec('x', 'float32', { rule: 'nan' }), tensor)?.values).toEqual(
      Float32Array.of(1, NaN, 3),
    );
    expect(readOne(toColumnSpec('x', 'float32', { rule: 'default', value: 9 }), tensor)?.values).toEqual(
      Float32Array.of(1, 9, 3),
    );
    const column = toColumnSpec('y', 'int64', { rule: 'default', value: 5 });
    const { columns } = read(
      [toColumnSpec('x', 'float32'), column],
      [toJsonTensor('x', 'FP32', [2], [1, 2])],
    );
    expect(columns[1]?.values).toEqual(BigInt64Array.of(5n, 5n));
  });

  test('keeps the bits of NaN where NaN may be', () => {
    const tensor = toBinaryTensor('x', 'FP32', [1], Uint8Array.of(1, 0, 0xc0, 0x7f));
    const { values } = readOne(toColumnSpec('x', 'float32', { rule: 'nan' }), tensor)!;
    expect(new Uint8Array((values as Float32Array).buffer)).toEqual(Uint8Array.of(1, 0, 0xc0, 0x7f));
  });

  test.each([
    ['a null', toJsonTensor('x', 'FP32', [2], [1, null])],
    ['NaN', toBinaryTensor('x', 'FP32', [2], new Uint8Array(Float32Array.of(1, NaN).buffer))],
  ])('refuses the record of %s where a value is required', (_what, tensor) => {
    expect(() => readOne(toColumnSpec('x', 'float32'), tensor)).toThrow(
      new Error('Cannot score record 2 of "m": "x" is missing'),
    );
  });

  test('refuses the record of an empty text where a value is required', () => {
    const tensor = toJsonTensor('x', 'BYTES', [2], ['a', '']);
    expect(() => readOne(toColumnSpec('x', 'string'), tensor)).toThrow(
      new Error('Cannot score record 2 of "m": "x" is missing'),
    );
  });

  test('refuses texts that are not UTF-8', () => {
    const tensor = toBinaryTensor('x', 'BYTES', [1], Uint8Array.of(1, 0, 0, 0, 0xff));
    expect(() => readOne(toColumnSpec('x', 'string'), tensor)).toThrow(
      new Error('Cannot read input "x": data[0] is not UTF-8 text'),
    );
  });

  test.each([
    ['no tensor', () => readWoven(), 'Cannot read the request: it has no inputs'],
    [
      'a name that the model does not know',
      () => readWoven(toJsonTensor('d', 'FP32', [1], [1])),
      'Cannot read input "d": model "m" has no such input: it takes "pair", "c", "a", "b"',
    ],
    [
      'a constant',
      () => readWoven(toJsonTensor('shift', 'FP32', [1], [1])),
      'Cannot read input "shift": it is a constant of model "m"',
    ],
    [
      'a shape that is no pair',
      () => readWoven(toJsonTensor('pair', 'FP32', [1, 3], [1, 2, 3])),
      'Cannot read input "pair": its shape is [1, 3], expected [N, 2]',
    ],
    [
      'a column of two values a record',
      () => readWoven(toJsonTensor('a', 'FP32', [1, 2], [1, 2])),
      'Cannot read input "a": its shape is [1, 2], expected [N] or [N, 1]',
    ],
    [
      'tensors of different counts',
      () => readWoven(toJsonTensor('a', 'FP32', [1], [1]), c),
      'Cannot read input "c": it holds 2 records, but "a" holds 1',
    ],
    [
      'a column that comes by two tensors',
      () => readWoven(toJsonTensor('a', 'FP32', [1], [1]), toJsonTensor('pair', 'FP32', [1, 2], [1, 2])),
      'Cannot read input "pair": column "a" is given twice',
    ],
    [
      'a column that is required and not there',
      () => readWoven(c),
      'Cannot score the records with "m": input "a" is missing',
    ],
    [
      'too many records',
      () => read([toColumnSpec('x', 'float32')], [toJsonTensor('x', 'FP32', [101], [])]),
      'Cannot score the records with "m": there are 101, more than 100',
    ],
    [
      'too many values',
      () =>
        read(
          [toColumnSpec('x', 'float32'), toColumnSpec('y', 'float32', { rule: 'nan' })],
          [toJsonTensor('x', 'FP32', [100], [])],
          { maxCells: 199 },
        ),
      'Cannot score the records with "m": they have 200 values, more than 199',
    ],
    [
      'images that become too many values',
      () =>
        toTensorRecords([toJsonTensor('image', 'BYTES', [4], [])], {
          model: toModel(
            [tinyImage],
            [
              {
                input: 'p',
                type: 'float32',
                recordDims: [1, 16, 16],
                source: { kind: 'columns', columns: [0] },
              },
            ],
          ),
          ...limits,
        }),
      'Cannot score the records with "m": they have 1024 values, more than 1000',
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(new Error(message));
  });
});
