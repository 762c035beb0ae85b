import { describe, expect, test } from '@jest/globals';
import {
  type Answers,
  listAssumptions,
  parseCount,
  parseDuration,
  parseWorkload,
} from '../../src/advice/parse-workload.ts';
import { toDuration } from '../../src/advice/to-words.ts';
import { defaultWorkload } from '../../src/advice/workload.ts';

describe('parseWorkload()', () => {
  test('reads all answers, and takes what is known where there is none', () => {
    const answers = {
      ...{ when: 'request, month', withinSeconds: '100ms', perMonth: '3M', atOnce: '2' },
      ...{ records: '7,043', runWithinSeconds: '4h', msPerRecord: '0.05' },
    };
    expect(parseWorkload(answers)).toEqual({
      ...{ when: ['request', 'month'], withinSeconds: 0.1, perMonth: 3_000_000, atOnce: 2 },
      ...{ records: 7043, runWithinSeconds: 14_400, msPerRecord: 0.05, singleRunMs: 0.05 },
      ...{ filesPerMonth: defaultWorkload.filesPerMonth, modelMb: defaultWorkload.modelMb },
    });
  });

  test('takes a record alone as one of a batch, where only that is said', () => {
    const known = { ...defaultWorkload, msPerRecord: 0.005, singleRunMs: 0.27 };
    const read = (answers: Answers) => parseWorkload(answers, known).singleRunMs;
    expect([read({}), read({ msPerRecord: '2' }), read({ msPerRecord: '2', singleRunMs: '3' })]).toEqual([
      0.27, 2, 3,
    ]);
  });

  test.each<{ answers: Answers; message: string }>([
    {
      answers: { when: 'noon' },
      message:
        'Cannot advise: "when" is "noon", expected any of request, event, file, hour, day, week, month, quarter; several with commas',
    },
    {
      answers: { when: '' },
      message:
        'Cannot advise: "when" is "", expected any of request, event, file, hour, day, week, month, quarter; several with commas',
    },
    {
      answers: { withinSeconds: 'soon' },
      message: 'Cannot advise: "within" is "soon", expected e.g. 100ms, 2s, 15min, 4h, 1d',
    },
    { answers: { atOnce: '0' }, message: 'Cannot advise: "at-once" is "0", expected 1 is one at a time' },
    {
      answers: { records: '1.5' },
      message: 'Cannot advise: "records" is "1.5", expected e.g. 7043, 500k, 3M',
    },
    { answers: { msPerRecord: '-1' }, message: 'Cannot advise: "ms" is "-1", expected e.g. 0.05, 1, 200' },
  ])('refuses $answers', ({ answers, message }) => {
    expect(() => parseWorkload(answers)).toThrow(message);
  });
});

test('listAssumptions() tells what was asked and not answered, as one would type it', () => {
  const answers = { when: 'file', records: '1M', filesPerMonth: ' ' };
  expect(listAssumptions(answers, parseWorkload(answers), ['modelMb'])).toEqual([
    '--files-per-month 30',
    '--run-within 60min',
    '--ms 1',
  ]);
});

test('listAssumptions() tells what is assumed of the daily run that a slow model asks for', () => {
  const answers = { when: 'request', withinSeconds: '1s', atOnce: '1', perMonth: '1k', modelMb: '1' };
  const list = (msPerRecord: string) => {
    const given = { ...answers, msPerRecord, singleRunMs: msPerRecord };
    return listAssumptions(given, parseWorkload(given));
  };
  expect(list('900')).toEqual([]);
  expect(list('1100')).toEqual(['--records 10000', '--run-within 60min']);
});

test.each([
  ['0.1', 0.1],
  ['250ms', 0.25],
  ['2 s', 2],
  ['15min', 900],
  ['4 h', 14_400],
  ['1d', 86_400],
  ['3 days', 259_200],
  ['', undefined],
  ['0s', undefined],
  ['1 week', undefined],
])('parseDuration() reads %j as %s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each([
  ['20000', 20_000],
  ['20,000', 20_000],
  ['1.5k', 1500],
  ['3M', 3_000_000],
  ['0', undefined],
  ['-5', undefined],
  ['many', undefined],
])('parseCount() reads %j as %s', (text, count) => {
  expect(parseCount(text)).toBe(count);
});

test.each([0.05, 0.1, 1, 60, 900, 14_400, 86_400, 259_200])(
  'toDuration() says %s s as parseDuration() reads it',
  (seconds) => {
    expect(parseDuration(toDuration(seconds))).toBeCloseTo(seconds, 9);
  },
);
