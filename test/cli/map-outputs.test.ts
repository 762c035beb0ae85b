import { describe, expect, test } from '@jest/globals';
import { mapOutputs, type SeenOutput } from '../../src/cli/map-outputs.ts';

const output = (name: string, width: number, more: Partial<SeenOutput> = {}): SeenOutput => ({
  name,
  type: 'float32',
  width,
  labels: undefined,
  ...more,
});

describe('mapOutputs()', () => {
  test.each([
    { what: 'are not known', labels: undefined, names: ['0', '1', '2'] },
    { what: 'are known', labels: [7, 8, 'x'], names: ['7', '8', 'x'] },
    { what: 'are of another number', labels: ['a', 'b'], names: ['0', '1', '2'] },
    { what: 'are the same twice', labels: ['a', 'a', 'b'], names: ['0', '1', '2'] },
    { what: 'are empty', labels: ['a', '', 'b'], names: ['0', '1', '2'] },
  ])('names the scores of a classifier when its classes $what', ({ labels, names }) => {
    const seen = [output('label', 1, { type: 'int64' }), output('scores', 3, { labels })];
    expect(mapOutputs(seen)).toEqual({
      outputs: [
        { output: 'label', column: 'prediction' },
        { output: 'scores', labels: names, prefix: 'probability_' },
      ],
      notes: [],
    });
  });

  test('keeps what else a classifier gives', () => {
    const seen = [
      output('confidence', 1),
      output('label', 1, { type: 'string' }),
      output('scores', 2, { labels: ['No', 'Yes'] }),
    ];
    expect(mapOutputs(seen)).toEqual({
      outputs: [
        { output: 'label', column: 'prediction' },
        { output: 'scores', column: 'probability', index: 1 },
        { output: 'confidence', column: 'confidence' },
      ],
      notes: ['"probability" is that of "Yes"'],
    });
  });

  test('names all after their outputs when there are two labels', () => {
    const seen = [
      output('first', 1, { type: 'int64' }),
      output('second', 1, { type: 'int64' }),
      output('scores', 2),
    ];
    expect(mapOutputs(seen).outputs).toEqual([
      { output: 'first', column: 'first' },
      { output: 'second', column: 'second' },
      { output: 'scores', labels: ['0', '1'], prefix: 'scores_' },
    ]);
  });

  test('leaves out what is too wide or has nothing', () => {
    expect(mapOutputs([output('embedding', 1001), output('none', 0), output('score', 1)])).toEqual({
      outputs: [{ output: 'score', column: 'prediction' }],
      notes: [
        'Output "embedding" is left out: it has 1001 components, more than 1000',
        'Output "none" is left out: it has no components',
      ],
    });
  });

  test('throws when nothing is left', () => {
    expect(() => mapOutputs([output('embedding', 1001)])).toThrow(
      'Cannot name the predictions: Output "embedding" is left out: it has 1001 components, more than 1000',
    );
  });
});
