import { describe, expect, test } from '@jest/globals';
import { parseReadings } from '../../src/events/parse-readings.ts';

const enqueuedAt = new Date('2026-01-01T12:00:00Z');
const good = { device: 'd1', time: '2026-01-01T12:00:00Z', value: 21.5 };

const parse = (body: unknown) =>
  parseReadings({ id: 'm1', session: '3', sequence: 42, enqueuedAt, body }, { defaultModel: 'temperature' });

describe('parseReadings()', () => {
  test('reads a reading, its time as UTC and its model by default', () => {
    expect(parse({ ...good, time: '2026-01-01T13:00:00.5+01:00' })).toEqual({
      readings: [
        {
          device: 'd1',
          time: '2026-01-01T12:00:00.500Z',
          value: 21.5,
          model: 'temperature',
          position: { sequence: 42, index: 0 },
          body: { ...good, time: '2026-01-01T13:00:00.5+01:00' },
        },
      ],
      rejections: [],
    });
  });

  test('reads an array of readings, and refuses only those that are wrong', () => {
    const { readings, rejections } = parse([good, { ...good, value: 'hot' }, { ...good, model: 'other' }]);
    expect(readings.map(({ model, position }) => [model, position.index])).toEqual([
      ['temperature', 0],
      ['other', 2],
    ]);
    expect(rejections).toEqual([
      {
        position: { sequence: 42, index: 1 },
        code: 'InvalidReading',
        reason: 'Cannot read the reading: "value" is "hot", expected a number',
        body: { ...good, value: 'hot' },
      },
    ]);
  });

  test.each([
    ['is no JSON', 'plain text', 'Cannot read the reading: it is no JSON object'],
    ['is null', null, 'Cannot read the reading: it is no JSON object'],
    ['has no device', { ...good, device: undefined }, 'Cannot read the reading: "device" is missing'],
    [
      'has an empty device',
      { ...good, device: '' },
      'Cannot read the reading: "device" is "", expected a name',
    ],
    [
      'has a long device',
      { ...good, device: 'd'.repeat(101) },
      `Cannot read the reading: "device" is "${'d'.repeat(59)}..., expected at most 100 characters`,
    ],
    [
      'has a time without a zone',
      { ...good, time: '2026-01-01 12:00:00' },
      'Cannot read the reading: "time" is "2026-01-01 12:00:00", expected a time as 2026-01-31T12:00:00Z',
    ],
    ['has no value', { ...good, value: null }, 'Cannot read the reading: "value" is null, expected a number'],
    [
      'names a model by a number',
      { ...good, model: 7 },
      'Cannot read the reading: "model" is 7, expected the name of a model',
    ],
    [
      'is from the future',
      { ...good, time: '2026-01-01T12:05:01Z' },
      'Cannot score the reading: "time" is 2026-01-01T12:05:01.000Z, 301 s after it was sent, at most 300 s are borne',
    ],
  ])('refuses a reading that %s', (_title, body, reason) => {
    expect(parse(body)).toMatchObject({ readings: [], rejections: [{ reason, body }] });
  });

  test('refuses a message with more readings than a gateway would send', () => {
    const body = Array.from({ length: 1001 }, () => good);
    expect(parse(body)).toMatchObject({
      readings: [],
      rejections: [
        { reason: 'Cannot read the reading: its message holds 1001 readings, at most 1000 are taken' },
      ],
    });
  });
});
