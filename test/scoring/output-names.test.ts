import { describe, expect, test } from '@jest/globals';
import { toOutputHeader } from '../../src/scoring/plan/output-names.ts';
import type { ScoringPlan } from '../../src/scoring/model.ts';

const plan: ScoringPlan = {
  model: 'm',
  version: '1',
  file: 'm.onnx',
  sha256: '',
  key: 'id',
  columns: [{ name: 'x', type: 'float32', missing: { rule: 'required' } }],
  feeds: [],
  predictions: [{ name: 'y', output: 'y', type: 'float32', component: 0 }],
  fixedBatch: undefined,
};

describe('toOutputHeader()', () => {
  test.each([
    [['id', 'x'], 'key', 'row,id,y\n'],
    [['x'], 'key', 'row,y\n'],
    [['id', 'x', 'a,b'], 'all', 'row,id,x,"a,b",y\n'],
    [['id', 'x', 'note', 'other'], ['note'], 'row,id,note,y\n'],
    [['id', 'x', 'row', 'y'], 'all', 'row,id,x,input_row,input_y,y\n'],
  ] as const)('names the columns of a table %j with include %j', (header, include, line) => {
    expect(toOutputHeader(plan, { header, include })).toBe(line);
  });

  test('throws when a column to include is not there', () => {
    expect(() => toOutputHeader(plan, { header: ['x'], include: ['note'] })).toThrow(
      'Cannot score the table with "m": column "note" is missing',
    );
  });
});
