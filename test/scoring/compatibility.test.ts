import { describe, expect, test } from '@jest/globals';
import { findBreakingChanges } from '../../src/scoring/repository/compatibility.ts';
import type { ColumnSpec } from '../../src/scoring/records.ts';

type Contract = Parameters<typeof findBreakingChanges>[0];

const required = { rule: 'required' } as const;
const column = (name: string, type: 'float32' | 'float64' | 'int32' | 'string' = 'float32'): ColumnSpec => ({
  ...{ name, type, missing: required },
});
const optional = (name: string): ColumnSpec => ({ name, type: 'float32', missing: { rule: 'nan' } });
const prediction = (name: string, type: 'float32' | 'string' = 'float32') => ({
  ...{ name, type, output: 'out', component: 0 },
});
const value = (name: string, type = 'float32', dims: (string | number)[] = ['N', 2]) => ({
  name,
  type,
  dims,
});

const before: Contract = {
  columns: [column('a'), optional('b')],
  inputs: [value('in')],
  outputs: [value('out')],
  plan: { key: 'id', predictions: [prediction('score'), prediction('label', 'string')] },
};

describe('findBreakingChanges()', () => {
  const cases: [string, Partial<Contract>, string[]][] = [
    ['nothing changes', {}, []],
    ['an optional input comes', { columns: [...before.columns, optional('c')] }, []],
    [
      'a required input comes',
      { columns: [...before.columns, column('c')] },
      ['input "c" is new and required'],
    ],
    ['an input goes', { columns: [column('a')] }, ['input "b" is gone']],
    ['an input becomes required', { columns: [column('a'), column('b')] }, ['input "b" has become required']],
    ['an input takes more', { columns: [column('a', 'float64'), optional('b')] }, []],
    [
      'an input takes less',
      { columns: [column('a', 'int32'), optional('b')] },
      ['input "a" is int32, was float32'],
    ],
    [
      'an input is text',
      { columns: [column('a', 'string'), optional('b')] },
      ['input "a" is string, was float32'],
    ],
    [
      'a prediction goes and another comes',
      { plan: { key: 'id', predictions: [prediction('points'), prediction('label', 'string')] } },
      ['prediction "score" is gone'],
    ],
    [
      'a prediction is of another type',
      { plan: { key: 'id', predictions: [prediction('score', 'string'), prediction('label', 'string')] } },
      ['prediction "score" is string, was float32'],
    ],
    ['the key is another', { plan: { ...before.plan, key: 'no' } }, ['the key is "no", was "id"']],
    ['the key goes', { plan: { ...before.plan, key: undefined } }, ['the key is gone, was "id"']],
    ['an ONNX input has another name', { inputs: [value('x')] }, ['ONNX input "in" is gone']],
    [
      'an ONNX input has another shape',
      { inputs: [value('in', 'float32', ['N', 3])] },
      ['ONNX input "in" is of shape [N, 3], was [N, 2]'],
    ],
    ['an ONNX input leaves its width open', { inputs: [value('in', 'float32', ['M', 'C'])] }, []],
    [
      'an ONNX output is of another type',
      { outputs: [value('out', 'float64')] },
      ['ONNX output "out" is float64, was float32'],
    ],
  ];

  test.each(cases)('says what breaks callers when %s', (_title, change, expected) => {
    expect(findBreakingChanges(before, { ...before, ...change })).toEqual(expected);
  });
});
