import { describe, expect, test } from '@jest/globals';
import { toClasses } from '../../../src/scoring/tensor/tensor-classes.ts';
import { hasLongIntegers, parseLongIntegers } from '../../../src/scoring/tensor/tensor-json.ts';
import { toBinaryData } from '../../../src/scoring/tensor/tensor-to-bytes.ts';
import { toJsonData } from '../../../src/scoring/tensor/tensor-to-json.ts';
import { toOutput } from './support.ts';

describe('toJsonData()', () => {
  test.each([
    [toOutput('float32', [4], Float32Array.of(0.83, -0, 1e-8, 16777216)), '[0.83,-0,1e-8,16777216]'],
    [toOutput('float32', [3], Float32Array.of(NaN, Infinity, -Infinity)), '[null,null,null]'],
    [toOutput('float64', [3], Float64Array.of(0.1, NaN, 1e300)), '[0.1,null,1e+300]'],
    [toOutput('int64', [2], BigInt64Array.of(9007199254740993n, -1n)), '[9007199254740993,-1]'],
    [toOutput('int32', [2], Int32Array.of(1, -2)), '[1,-2]'],
    [toOutput('bool', [2], Uint8Array.of(1, 0)), '[true,false]'],
    [toOutput('string', [2], ['a"', 'é\n']), '["a\\"","é\\n"]'],
    [toOutput('float32', [0], new Float32Array()), '[]'],
  ])('writes %j', (tensor, text) => {
    expect(toJsonData(tensor)).toBe(text);
  });
});

describe('toBinaryData()', () => {
  test.each([
    [toOutput('float32', [1], Float32Array.of(1)), [0, 0, 0x80, 0x3f]],
    [toOutput('int64', [1], BigInt64Array.of(-2n)), [0xfe, 255, 255, 255, 255, 255, 255, 255]],
    [toOutput('bool', [2], Uint8Array.of(1, 0)), [1, 0]],
    [toOutput('string', [2], ['é', '']), [2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0]],
  ])('writes %j', (tensor, bytes) => {
    expect(Array.from(toBinaryData(tensor))).toEqual(bytes);
  });

  test('writes only the part of the memory that is the tensor', () => {
    const { buffer } = Float32Array.of(7, 1, 7);
    const tensor = toOutput('float32', [1], new Float32Array(buffer, 4, 1));
    expect(Array.from(toBinaryData(tensor))).toEqual([0, 0, 0x80, 0x3f]);
  });
});

describe('toClasses()', () => {
  const scores = toOutput('float32', [2, 3], Float32Array.of(0.1, 0.7, 0.2, 0.4, 0.4, NaN));

  test('gives the highest of each record with their labels, the first of equals first and NaN last', () => {
    const labels = ['cat', 'dog', 'eel'];
    expect(toClasses(scores, { top: 2, labels })).toEqual({
      name: 'y',
      type: 'string',
      dims: [2, 2],
      values: ['0.7:1:dog', '0.2:2:eel', '0.4:0:cat', '0.4:1:dog'],
    });
  });

  test('gives all where fewer are there, and no label where none is known', () => {
    const { dims, values } = toClasses(scores, { top: 9 });
    expect(dims).toEqual([2, 3]);
    expect(values).toEqual(['0.7:1', '0.2:2', '0.1:0', '0.4:0', '0.4:1', 'NaN:2']);
  });

  test('ranks whole numbers, and shows a double as it is', () => {
    const counts = toOutput('int64', [1, 2], BigInt64Array.of(1n, 9007199254740993n));
    expect(toClasses(counts, { top: 1 }).values).toEqual(['9007199254740993:1']);
    expect(toClasses(toOutput('float64', [1], Float64Array.of(0.1)), { top: 1 })).toMatchObject({
      dims: [1, 1],
      values: ['0.1:0'],
    });
  });

  test.each([toOutput('string', [1], ['a']), toOutput('bool', [1], Uint8Array.of(1))])(
    'refuses %j',
    (tensor) => {
      expect(() => toClasses(tensor, { top: 1 })).toThrow(
        new Error('Cannot classify output "y": it holds no numbers'),
      );
    },
  );
});

describe('parseLongIntegers()', () => {
  test('keeps every digit of a whole number, and all else as JSON.parse', () => {
    const text =
      '{"a":[9007199254740993,-9007199254740993,9007199254740991,1e20,0.12345678901234566,"9007199254740993"]}';
    expect(parseLongIntegers(text)).toEqual({
      a: [
        9007199254740993n,
        -9007199254740993n,
        9007199254740991,
        1e20,
        0.12345678901234566,
        '9007199254740993',
      ],
    });
  });
});

describe('hasLongIntegers()', () => {
  test.each([
    ['{"datatype":"INT64","data":[9007199254740993]}', true],
    ['{"datatype":"UINT64","data":[ 1, -9007199254740993]}', true],
    ['{"datatype":"INT64","data":[0.12345678901234567]}', false],
    ['{"datatype":"FP64","data":[9007199254740993]}', false],
  ])('%s: %s', (text, expected) => {
    expect(hasLongIntegers(Buffer.from(text))).toBe(expected);
  });
});
