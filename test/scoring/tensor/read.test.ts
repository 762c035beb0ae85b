import { describe, expect, test } from '@jest/globals';
import { readBinaryTensor } from '../../../src/scoring/tensor/tensor-from-bytes.ts';
import { readJsonTensor } from '../../../src/scoring/tensor/tensor-from-json.ts';
import { isTensorDatatype, type TensorDatatype } from '../../../src/scoring/tensor/tensor-datatype.ts';
import { toBinaryTensor, toJsonTensor } from './support.ts';

const readJson = (datatype: TensorDatatype, shape: readonly number[], json: readonly unknown[]) =>
  readJsonTensor(toJsonTensor('x', datatype, shape, json), json);

const readBytes = (datatype: TensorDatatype, shape: readonly number[], bytes: readonly number[]) => {
  const given = Uint8Array.from(bytes);
  return readBinaryTensor(toBinaryTensor('x', datatype, shape, given), given);
};

/** The same two values of each datatype as JSON, as the little-endian bytes worked out by hand, and as they are read. */
const twoValues: readonly [TensorDatatype, readonly unknown[], readonly number[], ArrayLike<unknown>][] = [
  ['BOOL', [true, false], [1, 0], Uint8Array.of(1, 0)],
  ['UINT8', [0, 255], [0, 255], Uint8Array.of(0, 255)],
  ['UINT16', [1, 65535], [1, 0, 255, 255], Uint16Array.of(1, 65535)],
  ['UINT32', [1, 4294967295], [1, 0, 0, 0, 255, 255, 255, 255], Uint32Array.of(1, 4294967295)],
  [
    'UINT64',
    [1, 18446744073709551615n],
    [1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255],
    BigUint64Array.of(1n, 18446744073709551615n),
  ],
  ['INT8', [-128, 127], [0x80, 0x7f], Int8Array.of(-128, 127)],
  ['INT16', [-2, 256], [0xfe, 0xff, 0x00, 0x01], Int16Array.of(-2, 256)],
  ['INT32', [-2, 65536], [0xfe, 0xff, 0xff, 0xff, 0, 0, 1, 0], Int32Array.of(-2, 65536)],
  [
    'INT64',
    [-2, 9007199254740993n],
    [0xfe, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0x20, 0],
    BigInt64Array.of(-2n, 9007199254740993n),
  ],
  ['FP32', [1, -0.5], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf], Float32Array.of(1, -0.5)],
  ['FP64', [1, -0.5], [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0xe0, 0xbf], Float64Array.of(1, -0.5)],
];

describe('readJsonTensor()', () => {
  test.each(twoValues)('reads %s', (datatype, json, _bytes, values) => {
    const nested = json.map((value) => [value]);
    expect(readJson(datatype, [2], json)).toMatchObject({ data: { values }, nulls: [] });
    expect(readJson(datatype, [2, 1], json)).toMatchObject({ data: { values } });
    expect(readJson(datatype, [2, 1], nested)).toMatchObject({ data: { values } });
    expect(readJson(datatype, [1, 2, 1], [nested])).toMatchObject({ data: { values } });
  });

  test('reads texts as BYTES', () => {
    expect(readJson('BYTES', [2], ['a', 'é'])).toEqual({
      data: { kind: 'texts', values: ['a', 'é'] },
      nulls: [],
    });
  });

  test('rounds a number to FP32 as JSON writes it', () => {
    expect(readJson('FP32', [2], [0.1, 16777217n]).data.values).toEqual(Float32Array.of(0.1, 16777216));
  });

  test('remembers where nulls are', () => {
    expect(readJson('INT64', [3], [null, 1, null]).nulls).toEqual([0, 2]);
  });

  test.each([
    ['FP32', [2], [1, 'abc'], 'data[1] is "abc", expected a number within FP32'],
    ['FP32', [2], [1, true], 'data[1] is true, expected a number within FP32'],
    ['FP32', [1], [1e39], 'data[0] is 1e+39, expected a number within FP32'],
    ['FP32', [2, 1], [[1], ['x']], 'data[1][0] is "x", expected a number within FP32'],
    ['FP32', [2], [[1], [2]], 'data[0] is [1], expected a number within FP32'],
    ['FP64', [1], [{}], 'data[0] is {}, expected a number within FP64'],
    ['INT32', [1], [1.5], 'data[0] is 1.5, expected a whole number within INT32'],
    ['INT32', [1], [2147483648], 'data[0] is 2147483648, expected a whole number within INT32'],
    ['UINT8', [1], [-1], 'data[0] is -1, expected a whole number within UINT8'],
    [
      'INT64',
      [1],
      [9223372036854775808n],
      'data[0] is 9223372036854775808, expected a whole number within INT64, written in digits',
    ],
    [
      'INT64',
      [1],
      [1e18],
      'data[0] is 1000000000000000000, expected a whole number within INT64, written in digits',
    ],
    ['UINT64', [1], [-1], 'data[0] is -1, expected a whole number within UINT64, written in digits'],
    ['UINT64', [1], ['5'], 'data[0] is "5", expected a whole number within UINT64, written in digits'],
    ['BOOL', [1], [2], 'data[0] is 2, expected true or false'],
    ['BYTES', [1], [5], 'data[0] is 5, expected a text'],
    ['BYTES', [1], [[12345678901234567890n]], 'data[0] is [12345678901234567000], expected a text'],
    ['FP16', [1], [1], 'its datatype FP16 is read in binary form only, not as JSON'],
    ['BF16', [1], [1], 'its datatype BF16 is read in binary form only, not as JSON'],
    ['FP32', [2, 2], [1, 2, 3], 'its data has 3 values, expected 4 by its shape [2, 2]'],
    ['FP32', [1], [], 'its data has 0 values, expected 1 by its shape [1]'],
    ['FP32', [2, 2], [[1, 2]], 'data has 1 element, expected 2 by its shape [2, 2]'],
    ['FP32', [2, 2], [[1, 2], [3]], 'data[1] has 1 element, expected 2 by its shape [2, 2]'],
    ['FP32', [2, 2], [[1, 2], 3], 'data[1] is not an array, expected 2 by its shape [2, 2]'],
  ] as const)('refuses %s %j of %p', (datatype, shape, json, what) => {
    expect(() => readJson(datatype, shape, json)).toThrow(new Error(`Cannot read input "x": ${what}`));
  });
});

describe('readBinaryTensor()', () => {
  test.each(twoValues)('reads %s', (datatype, _json, bytes, values) => {
    expect(readBytes(datatype, [2, 1], bytes)).toMatchObject({ data: { values }, nulls: [] });
  });

  test('reads what begins at an odd byte of the body', () => {
    const body = Uint8Array.of(9, 0, 0, 0x80, 0x3f);
    const { data } = readBinaryTensor(toBinaryTensor('x', 'FP32', [1], body.subarray(1)), body.subarray(1));
    expect(data.values).toEqual(Float32Array.of(1));
  });

  test('widens FP16 and BF16', () => {
    expect(readBytes('FP16', [2], [0x00, 0x3c, 0x66, 0x2e]).data.values).toEqual(
      Float32Array.of(1, 0.0999755859375),
    );
    expect(readBytes('BF16', [2], [0x80, 0x3f, 0xcd, 0x3d]).data.values).toEqual(
      Float32Array.of(1, 0.10009765625),
    );
  });

  test('keeps the bits of NaN', () => {
    const { values } = readBytes('FP32', [1], [1, 0, 0xc0, 0x7f]).data as { values: Float32Array };
    expect(new Uint8Array(values.buffer)).toEqual(Uint8Array.of(1, 0, 0xc0, 0x7f));
  });

  test('reads BYTES by the length before each', () => {
    const { data } = readBytes('BYTES', [3], [2, 0, 0, 0, 65, 66, 0, 0, 0, 0, 1, 0, 0, 0, 67]);
    expect(data.values).toEqual([Uint8Array.of(65, 66), Uint8Array.of(), Uint8Array.of(67)]);
  });

  test.each([
    ['FP32', [2], [0, 0, 0, 0, 0, 0, 0], 'its data has 7 bytes, expected 8 for 2 values of FP32'],
    ['UINT8', [1], [0, 0], 'its data has 2 bytes, expected 1 for 1 value of UINT8'],
    ['BOOL', [2], [1, 2], 'data[1] is 2, expected 0 or 1'],
    ['BYTES', [2], [0, 0, 0, 0], 'its data has 4 bytes, expected at least 8 for the lengths of 2 values'],
    ['BYTES', [1], [5, 0, 0, 0, 65], 'data[0] is 5 bytes long, but its data ends after 1'],
    ['BYTES', [1], [255, 255, 255, 255], 'data[0] is 4294967295 bytes long, but its data ends after 0'],
    ['BYTES', [2], [3, 0, 0, 0, 65, 66, 67, 0], 'data[1] has no length: its data ends before'],
    ['BYTES', [1], [1, 0, 0, 0, 65, 66], 'its data goes on for 1 byte after its last value, data[0]'],
  ] as const)('refuses %s %j of bytes %j', (datatype, shape, bytes, what) => {
    expect(() => readBytes(datatype, shape, bytes)).toThrow(new Error(`Cannot read input "x": ${what}`));
  });
});

describe('isTensorDatatype()', () => {
  test('knows the names of the protocol only', () => {
    expect(['FP32', 'BYTES', 'BF16', 'fp32', 'STRING', 5, undefined].map(isTensorDatatype)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
