import { describe, expect, test } from '@jest/globals';
import { accuracy, areaUnderCurve } from '../../samples/metrics.ts';

describe('areaUnderCurve()', () => {
  test.each([
    { scores: [0.1, 0.2, 0.8, 0.9], positive: [false, false, true, true], area: 1 },
    { scores: [0.9, 0.8, 0.2, 0.1], positive: [false, false, true, true], area: 0 },
    { scores: [0.5, 0.5, 0.5, 0.5], positive: [false, true, false, true], area: 0.5 },
    { scores: [0.1, 0.4, 0.35, 0.8], positive: [false, false, true, true], area: 0.75 },
  ])('counts the ordered pairs when the scores are $scores', ({ scores, positive, area }) => {
    expect(areaUnderCurve(scores, positive)).toBe(area);
  });
});

describe('accuracy()', () => {
  test('is the share of right answers', () => {
    expect(accuracy(['Yes', 'No', 'No', 'No'], ['Yes', 'No', 'Yes', 'No'])).toBe(0.75);
  });
});
