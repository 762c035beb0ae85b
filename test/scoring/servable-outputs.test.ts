import { describe, expect, test } from '@jest/globals';
import type { Model } from '../../src/scoring/model.ts';
import { listServableOutputs } from '../../src/scoring/plan/servable-outputs.ts';
import { toModel } from './tensor/support.ts';

function toOutputs(outputs: Model['outputs'], mapped: readonly string[], fixedBatch?: number): string[] {
  const { plan } = toModel([], []);
  const predictions = mapped.map(
    (output) => ({ name: output, output, type: 'float32', component: 0 }) as const,
  );
  return listServableOutputs({ outputs, plan: { ...plan, predictions, fixedBatch } }).map(({ name }) => name);
}

describe('listServableOutputs()', () => {
  test('leaves out an output that has no row a record, or is of a type that is not read', () => {
    const outputs = [
      { name: 'rows', type: 'float32', dims: ['N', 2] },
      { name: 'scalar', type: 'float32', dims: [] },
      { name: 'one', type: 'float32', dims: [1] },
      { name: 'halves', type: 'float16', dims: ['N'] },
      { name: 'mapped', type: 'string', dims: [] },
    ];
    expect(toOutputs(outputs, ['mapped'])).toEqual(['rows', 'mapped']);
  });

  test('knows the rows of a graph that takes a fixed number of records', () => {
    const outputs = [
      { name: 'rows', type: 'float32', dims: [2, 1] },
      { name: 'other', type: 'float32', dims: [3, 1] },
    ];
    expect(toOutputs(outputs, [], 2)).toEqual(['rows']);
  });
});
