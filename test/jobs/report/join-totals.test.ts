import { describe, expect, test } from '@jest/globals';
import { joinTotals } from '../../../src/jobs/report/forecast/join-totals.ts';

describe('joinTotals()', () => {
  test('counts what is known of some series where others are forecast already', () => {
    // Of two series one ends with week 9, the other with week 11.
    const history = { times: ['8', '9', '10', '11'], values: [30, 31, 20, 21] };
    const forecast = { times: ['10', '11', '12', '13'], values: [9, 8, 27, 20], lower: [5, 5, 15, 10] };
    expect(joinTotals(history, forecast)).toEqual({
      history: { times: ['8', '9'], values: [30, 31] },
      forecast: { times: ['10', '11', '12', '13'], values: [29, 29, 27, 20], lower: [25, 26, 15, 10] },
    });
  });

  test('changes nothing where all series end at the same time', () => {
    const history = { times: ['8', '9'], values: [30, 31] };
    const forecast = { times: ['10', '11'], values: [9, 8], upper: [10, 9] };
    expect(joinTotals(history, forecast)).toEqual({ history, forecast });
  });
});
