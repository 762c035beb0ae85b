import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.ts';
import { createTickClock, formatTicks, parseTicks } from '../../../../local/durable/wire/ticks.ts';

describe('parseTicks() and formatTicks()', () => {
  test.each([
    ['2026-11-22T17:48:03.3048652Z', '2026-11-22T17:48:03.3048652Z'],
    ['2026-11-22T17:49:55.460Z', '2026-11-22T17:49:55.46Z'],
    ['2026-11-22T17:49:55.000Z', '2026-11-22T17:49:55Z'],
  ])('writes %s as %s', (text, written) => {
    expect(formatTicks(parseTicks(text))).toBe(written);
  });

  test('gives back every moment', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 4_000_000_000n * 10_000_000n }), (ticks) => {
        expect(parseTicks(formatTicks(ticks))).toBe(ticks);
      }),
    );
  });

  test('refuses what is no time', () => {
    expect(() => parseTicks('soon')).toThrow('Cannot read a moment: "soon" is no ISO 8601 time in UTC');
  });
});

describe('createTickClock()', () => {
  test('never stands still nor goes back', () => {
    const times = [5, 5, 3, 6];
    const clock = createTickClock(() => times.shift() ?? 0);
    expect([clock(), clock(), clock(), clock()]).toEqual([50_000n, 50_001n, 50_002n, 60_000n]);
  });
});
