import { describe, expect, test } from '@jest/globals';
import { findDueSlots } from '../../src/jobs/start/due-slots.ts';
import { listOccurrences } from '../../src/jobs/start/occurrences.ts';
import { toSlots } from '../../src/jobs/start/start-from-schedule.ts';

const at = (text: string) => new Date(`2026-${text}Z`);
const toText = (dates: readonly Date[]) => dates.map((date) => date.toISOString().slice(5, 19));

describe('listOccurrences()', () => {
  test.each([
    // 2026-11-23 is a Monday.
    [
      '0 0 6 * * 1',
      '11-01T00:00:00',
      '11-23T06:00:00',
      ['11-02T06:00:00', '11-09T06:00:00', '11-16T06:00:00', '11-23T06:00:00'],
    ],
    ['0 0 6 * * Mon', '11-16T06:00:00', '11-23T05:59:59', []],
    [
      '30 */20 9 * * *',
      '11-23T00:00:00',
      '11-24T00:00:00',
      ['11-23T09:00:30', '11-23T09:20:30', '11-23T09:40:30'],
    ],
    // Both the day of the month and the weekday must fit: a 13th that is a Friday.
    [
      '0 0 0 13 * 5',
      '01-01T00:00:00',
      '12-31T00:00:00',
      ['02-13T00:00:00', '03-13T00:00:00', '11-13T00:00:00'],
    ],
    [
      '0 0 0 1 1,4,7,10 *',
      '01-02T00:00:00',
      '12-01T00:00:00',
      ['04-01T00:00:00', '07-01T00:00:00', '10-01T00:00:00'],
    ],
    ['0 0 12 * * 0', '11-20T00:00:00', '11-23T00:00:00', ['11-22T12:00:00']],
    ['0 0 12 * * 7', '11-20T00:00:00', '11-23T00:00:00', ['11-22T12:00:00']],
  ])('of %s after %s up to %s', (cron, after, upTo, expected) => {
    const found = listOccurrences(cron, { after: at(after), upTo: at(upTo), limit: 10 });
    expect(toText(found)).toEqual(expected);
  });

  test('gives the latest ones where there are more than the limit', () => {
    const range = { after: at('11-01T00:00:00'), upTo: at('11-05T00:00:00'), limit: 2 };
    expect(toText(listOccurrences('0 0 0 * * *', range))).toEqual(['11-04T00:00:00', '11-05T00:00:00']);
  });
});

describe('findDueSlots()', () => {
  const since = at('11-20T07:00:00');
  const cron = '0 0 6 * * *';

  test.each([
    ['each', '11-23T06:00:10', ['11-21T06:00:00', '11-22T06:00:00', '11-23T06:00:00']],
    ['latest', '11-23T06:00:10', ['11-23T06:00:00']],
    ['skip', '11-23T06:00:10', ['11-23T06:00:00']],
    ['each', '11-23T09:00:00', ['11-21T06:00:00', '11-22T06:00:00', '11-23T06:00:00']],
    ['latest', '11-23T09:00:00', ['11-23T06:00:00']],
    ['skip', '11-23T09:00:00', []],
    ['each', '11-20T09:00:00', []],
  ] as const)('with %s at %s is %j', (catchUp, now, expected) => {
    expect(toText(findDueSlots({ cron, catchUp, since, now: at(now) }))).toEqual(expected);
  });

  test('makes up for the latest hundred slots at most', () => {
    const slots = findDueSlots({ cron: '0 * * * * *', catchUp: 'each', since, now: at('11-22T07:00:00') });
    expect(slots).toHaveLength(100);
    expect(toText(slots).at(-1)).toBe('11-22T07:00:00');
  });
});

describe('toSlots()', () => {
  const weekly = { cron: '0 0 6 * * 1' } as const;

  test('is the occurrence that the host was waiting for, also when it wakes a little early or late', () => {
    const next = '2026-11-23T06:00:00+00:00';
    expect(toText(toSlots(weekly, { now: at('11-23T06:00:00.412'), next }))).toEqual(['11-23T06:00:00']);
    expect(toText(toSlots(weekly, { now: at('11-23T05:59:59.900'), next }))).toEqual(['11-23T06:00:00']);
  });

  test('is the latest missed occurrence, or each, or none, as the schedule says', () => {
    const times = { now: at('11-25T08:00:00'), next: '2026-11-09T06:00:00+00:00' };
    expect(toText(toSlots(weekly, times))).toEqual(['11-23T06:00:00']);
    expect(toText(toSlots({ ...weekly, catchUp: 'skip' }, times))).toEqual([]);
    expect(toText(toSlots({ ...weekly, catchUp: 'each' }, times))).toEqual([
      '11-09T06:00:00',
      '11-16T06:00:00',
      '11-23T06:00:00',
    ]);
  });

  test('is the second of the call when it was called by hand or the host keeps no status', () => {
    const now = at('11-22T17:52:00.412');
    expect(toText(toSlots(weekly, { now, next: '2026-11-23T06:00:00+00:00' }))).toEqual(['11-22T17:52:00']);
    expect(toText(toSlots(weekly, { now, next: undefined }))).toEqual(['11-22T17:52:00']);
  });
});
