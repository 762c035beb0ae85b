import { describe, expect, test } from '@jest/globals';
import { toReason, toRetryOptions } from '../../src/functions/orchestration-steps.ts';

describe('toReason()', () => {
  const reason = 'Cannot score chunk 3 of job "j": it took longer than 300 s';

  test.each([
    ['an activity', `Activity function 'score-chunk' failed:  ${reason} \n {"ClassName":"System.Exception"}`],
    [
      'a sub-orchestration',
      `Orchestrator function 'score-lane' failed: Activity function 'score-chunk' failed:  ${reason} \n {}`,
    ],
    ['anything else', reason],
  ])('tells what %s failed of', (_, message) => {
    expect(toReason(new Error(message))).toBe(reason);
  });

  test('is cut where it would not fit into a payload', () => {
    expect(toReason(new Error('x'.repeat(5000)))).toHaveLength(600);
  });
});

describe('toRetryOptions()', () => {
  test('counts the first try too', () => {
    expect(toRetryOptions(3)).toMatchObject({ maxNumberOfAttempts: 4, backoffCoefficient: 2 });
    expect(toRetryOptions(0)).toMatchObject({ maxNumberOfAttempts: 1 });
  });
});
