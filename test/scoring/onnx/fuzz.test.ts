import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.ts';
import { readFileSync } from 'node:fs';
import { checkModel } from '../../../src/scoring/repository/model-check.ts';
import { rewriteZipMap } from '../../../src/scoring/onnx/onnx-zip-map.ts';
import { ScoringError } from '../../../src/scoring/scoring-error.ts';
import { toZipMapModel } from './support/zip-map-model.ts';

const models = [
  readFileSync('models/churn/1/model.onnx'),
  Buffer.from(toZipMapModel({ labels: ['a', 'b', 'c'] })),
  Buffer.from(toZipMapModel({ labels: [1, 2, 3], packed: true })),
];
const model = fc.constantFrom(...models);

/** Reads, rewrites and checks; only one kind of error may be thrown. */
function assertExpected(bytes: Uint8Array): void {
  try {
    rewriteZipMap(bytes);
    checkModel(bytes, { name: 'fuzzed.onnx' });
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ScoringError);
    expect(thrown).toMatchObject({
      code: 'InvalidModel',
      message: expect.stringMatching(/^Cannot read the ONNX file: /),
    });
  }
}

describe('rewriteZipMap() and checkModel()', () => {
  test('read or refuse any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), assertExpected), { numRuns: 3000 });
  });

  test('read or refuse a model that is cut anywhere', () => {
    const cut = model.chain((bytes) =>
      fc.integer({ min: 0, max: bytes.length }).map((end) => bytes.subarray(0, end)),
    );
    fc.assert(fc.property(cut, assertExpected), { numRuns: 1000 });
  });

  test('read or refuse a model with flipped bits', () => {
    const flip = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 7 }));
    const flipped = fc.tuple(model, fc.array(flip, { minLength: 1, maxLength: 8 })).map(([bytes, flips]) => {
      const copy = Uint8Array.from(bytes);
      for (const [place, bit] of flips) {
        const at = Math.floor(place * (copy.length - 1));
        copy[at] = (copy[at] ?? 0) ^ (1 << bit);
      }
      return copy;
    });
    fc.assert(fc.property(flipped, assertExpected), { numRuns: 1000 });
  });
});
