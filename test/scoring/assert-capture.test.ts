import { describe, expect, test } from '@jest/globals';
import { assertCapture } from '../../src/scoring/repository/assert-capture.ts';
import type { PredictionPlan } from '../../src/scoring/model.ts';
import type { ModelManifest } from '../../src/scoring/model-manifest.ts';
import type { ColumnSpec } from '../../src/scoring/records.ts';

const columns: readonly ColumnSpec[] = [{ name: 'age', type: 'float32', missing: { rule: 'required' } }];
const predictions: readonly PredictionPlan[] = [{ name: 'risk', output: 'y', type: 'float32', component: 0 }];
const manifest: ModelManifest = { name: 'm', key: 'id', aliases: {}, versions: {}, outputs: [] };

const check = (capture: ModelManifest['capture']) => () =>
  assertCapture({ ...manifest, ...(capture && { capture }) }, columns, predictions);

describe('assertCapture()', () => {
  test('takes inputs, predictions and the key', () => {
    expect(check(undefined)).not.toThrow();
    expect(check({ percent: 5, columns: ['id', 'age', 'risk'], mask: ['id'] })).not.toThrow();
  });

  test.each([{ columns: ['ages'] }, { mask: ['ages'] }])('refuses a column that is none in %j', (rules) => {
    expect(check({ percent: 5, ...rules })).toThrow(
      'Cannot load model "m": its "capture" names "ages", which is no column of it',
    );
  });
});
