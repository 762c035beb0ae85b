import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.ts';
import type { PlainTensor } from '../../../src/scoring/model.ts';
import type { TensorDatatype } from '../../../src/scoring/tensor/tensor-datatype.ts';
import { readBinaryTensor } from '../../../src/scoring/tensor/tensor-from-bytes.ts';
import { readJsonTensor } from '../../../src/scoring/tensor/tensor-from-json.ts';
import { parseLongIntegers } from '../../../src/scoring/tensor/tensor-json.ts';
import { toBinaryData } from '../../../src/scoring/tensor/tensor-to-bytes.ts';
import { toColumn } from '../../../src/scoring/tensor/tensor-to-column.ts';
import { toJsonData } from '../../../src/scoring/tensor/tensor-to-json.ts';
import { toBinaryTensor, toJsonTensor, toOutput } from './support.ts';

const finite = { noNaN: true, noDefaultInfinity: true, minLength: 1 } as const;

const tensors: readonly [TensorDatatype, fc.Arbitrary<PlainTensor>][] = [
  ['FP32', fc.float32Array(finite).map((values) => toOutput('float32', [values.length], values))],
  ['FP64', fc.float64Array(finite).map((values) => toOutput('float64', [values.length], values))],
  ['INT64', fc.bigInt64Array({ minLength: 1 }).map((values) => toOutput('int64', [values.length], values))],
  ['INT32', fc.int32Array({ minLength: 1 }).map((values) => toOutput('int32', [values.length], values))],
  [
    'BOOL',
    fc.uint8Array({ minLength: 1, max: 1 }).map((values) => toOutput('bool', [values.length], values)),
  ],
  [
    'BYTES',
    fc
      .array(fc.string({ unit: 'grapheme' }), { minLength: 1 })
      .map((values) => toOutput('string', [values.length], values)),
  ],
];

describe.each(tensors)('a tensor of %s', (datatype, arbitrary) => {
  test('is read back as it was, from JSON and from bytes alike', () => {
    fc.assert(
      fc.property(arbitrary, (tensor) => {
        const json = parseLongIntegers(toJsonData(tensor)) as unknown[];
        const bytes = toBinaryData(tensor);
        const asJson = readJsonTensor(toJsonTensor('x', datatype, tensor.dims, json), json);
        const asBytes = readBinaryTensor(toBinaryTensor('x', datatype, tensor.dims, bytes), bytes);
        const source = { input: 'x', datatype };
        expect(toColumn(asJson.data, tensor.type, source).values).toEqual(tensor.values);
        expect(toColumn(asBytes.data, tensor.type, source).values).toEqual(tensor.values);
      }),
      { numRuns: 300 },
    );
  });
});

describe('readBinaryTensor()', () => {
  test('reads or refuses any bytes, and never reads past them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 1, max: 20 }), (bytes, count) => {
        const tensor = toBinaryTensor('x', 'BYTES', [count], bytes);
        let message = '';
        try {
          const { data } = readBinaryTensor(tensor, bytes);
          expect(data.values).toHaveLength(count);
        } catch (thrown) {
          message = String(thrown);
        }
        expect(message).toMatch(/^$|^ScoringError: Cannot read input "x": /);
      }),
      { numRuns: 2000 },
    );
  });
});
