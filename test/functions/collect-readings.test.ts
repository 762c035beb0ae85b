import { describe, expect, test } from '@jest/globals';
import { toDays } from '../../src/functions/collect-readings.ts';

const at = (next: string) => ({ scheduleStatus: { next } });

describe('toDays()', () => {
  test('is the day before the one that the timer was set for', () => {
    const next = '2026-03-01T00:15:00.0000000+00:00';
    expect(toDays(at(next), new Date('2026-03-01T00:15:00.120Z'))).toEqual(['2026-02-28']);
    expect(toDays(at(next), new Date('2026-03-01T00:14:59.900Z'))).toEqual(['2026-02-28']);
  });

  test('is each day that went by while the app was down', () => {
    const days = toDays(at('2026-02-27T00:15:00Z'), new Date('2026-03-01T09:00:00Z'));
    expect(days).toEqual(['2026-02-26', '2026-02-27', '2026-02-28']);
  });

  test('is no more than the latest 31 days', () => {
    const days = toDays(at('2025-01-01T00:15:00Z'), new Date('2026-03-01T09:00:00Z'));
    expect([days.length, days[0], days.at(-1)]).toEqual([31, '2026-01-29', '2026-02-28']);
  });

  test('is the present day where the function is run by hand', () => {
    expect(toDays(at('2026-03-02T00:15:00Z'), new Date('2026-03-01T09:00:00Z'))).toEqual(['2026-03-01']);
  });

  test('is the day before where the host keeps no status', () => {
    expect(toDays({ scheduleStatus: null }, new Date('2026-03-01T09:00:00Z'))).toEqual(['2026-02-28']);
  });
});
