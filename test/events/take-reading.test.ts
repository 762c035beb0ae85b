import { describe, expect, test } from '@jest/globals';
import type { DeviceState } from '../../src/events/device-state.ts';
import type { Reading } from '../../src/events/reading.ts';
import { takeReading, type Verdict } from '../../src/events/take-reading.ts';

const options = { session: '7', length: 3 };

function toReading(minute: number, value: number, sequence = minute): Reading {
  const time = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return { device: 'd1', model: 'm', time, value, position: { sequence, index: 0 }, body: undefined };
}

/** The state of a device that has sent these values, one a minute. */
function takeAll(values: readonly number[]): DeviceState | undefined {
  return values.reduce<DeviceState | undefined>((state, value, minute) => {
    const verdict = takeReading(state, toReading(minute, value), options);
    return verdict.kind === 'taken' ? verdict.state : state;
  }, undefined);
}

const pick = (verdict: Verdict) =>
  verdict.kind === 'taken' ? [verdict.window, verdict.isWarmUp, verdict.state.readings] : verdict;

describe('takeReading()', () => {
  test('holds the first reading against itself', () => {
    expect(pick(takeReading(undefined, toReading(0, 5), options))).toEqual([[5, 5, 5], true, 1]);
  });

  test('fills up a short history with its first reading', () => {
    expect(pick(takeReading(takeAll([1, 2]), toReading(2, 9), options))).toEqual([[1, 1, 2], true, 3]);
  });

  test('holds a reading against the latest ones once there are enough', () => {
    expect(pick(takeReading(takeAll([1, 2, 3]), toReading(3, 9), options))).toEqual([[1, 2, 3], false, 4]);
    expect(pick(takeReading(takeAll([1, 2, 3, 4, 5]), toReading(5, 9), options))).toEqual([
      [3, 4, 5],
      false,
      6,
    ]);
  });

  test('knows a message that comes again by its place in the queue', () => {
    const state = takeAll([1, 2, 3, 4, 5]);
    expect(takeReading(state, toReading(0, 1), options)).toEqual({ kind: 'repeated' });
    expect(takeReading(state, toReading(4, 5), options)).toEqual({ kind: 'repeated' });
  });

  test('knows the readings of one message by their places within it', () => {
    const first = { ...toReading(0, 1), position: { sequence: 4, index: 0 } };
    const second = { ...toReading(1, 2), position: { sequence: 4, index: 1 } };
    const before = takeReading(undefined, first, options);
    const state = before.kind === 'taken' ? before.state : undefined;
    expect(pick(takeReading(state, second, options))).toEqual([[1, 1, 1], true, 2]);
    expect(takeReading(state, first, options)).toEqual({ kind: 'repeated' });
  });

  test('takes a later reading though the queue counts from one again', () => {
    expect(pick(takeReading(takeAll([1, 2, 3]), toReading(3, 9, 1), options))).toEqual([[1, 2, 3], false, 4]);
  });

  test('drops what the device sends twice', () => {
    expect(takeReading(takeAll([1, 2, 3]), toReading(1, 2, 9), options)).toEqual({ kind: 'duplicate' });
    expect(takeReading(takeAll([1, 2, 3]), toReading(2, 3, 9), options)).toEqual({ kind: 'duplicate' });
  });

  test('refuses a reading that is late', () => {
    const verdict = takeReading(takeAll([1, 2, 3]), toReading(1, 7, 9), options);
    const reason =
      'Cannot score the reading of "d1" at 2026-01-01T00:01:00.000Z: the latest reading is of 2026-01-01T00:02:00.000Z';
    expect(verdict).toEqual({ kind: 'late', reason });
  });

  test('refuses a second value for the time of the latest reading', () => {
    const verdict = takeReading(takeAll([1, 2, 3]), toReading(2, 7, 9), options);
    const reason =
      'Cannot score the reading of "d1" at 2026-01-01T00:02:00.000Z: it has a reading of that time already, with another value';
    expect(verdict).toEqual({ kind: 'late', reason });
  });

  test('passes over nothing silently where a device changes its session', () => {
    const state = takeAll([1, 2, 3]);
    expect(takeReading(state, toReading(1, 7, 0), { ...options, session: '8' }).kind).toBe('late');
  });
});
