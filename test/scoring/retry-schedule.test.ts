import { describe, expect, test } from '@jest/globals';
import { createRetrySchedule } from '../../src/scoring/batching/retry-schedule.ts';

/** The rounds in which what fails each time is tried. */
function listTries(rounds: number): readonly number[] {
  const schedule = createRetrySchedule();
  schedule.noteFailure('a');
  return Array.from({ length: rounds }, (_, k) => k + 1).filter(() => {
    const isDue = schedule.isDue('a');
    if (isDue) schedule.noteFailure('a');
    return isDue;
  });
}

describe('createRetrySchedule()', () => {
  test('tries in the next round, then after one, two, four others, and after no more than 32', () => {
    expect(listTries(130)).toEqual([1, 3, 6, 11, 20, 37, 70, 103]);
  });

  test('is due for nothing that has not failed, or that succeeds', () => {
    const schedule = createRetrySchedule();
    expect(schedule.isDue('a')).toBe(false);
    schedule.noteFailure('a');
    expect(schedule.isNoted('a')).toBe(true);
    schedule.noteSuccess('a');
    expect(schedule.isDue('a')).toBe(false);
  });
});
