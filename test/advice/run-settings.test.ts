import { describe, expect, test } from '@jest/globals';

import { chooseRunSettings } from '../../src/advice/run-settings.ts';
import fc from '../support/fast-check.ts';

describe('chooseRunSettings()', () => {
  test.each([
    {
      // 1,000 s in half of (3,600 - 15) s: one lane would do, four cost no more; 10 s a chunk.
      is: 'there is time',
      ...{ records: 1_000_000, withinSeconds: 3600, ms: 1 },
      expected: { mini_batch_size: 10_000, max_concurrency: 4, chunks: 100, chunkSeconds: 10, seconds: 265 },
    },
    {
      // 15,625 records a lane are 78 s: eight chunks of 1,954 records, 9.77 s each; 15 + 8 x 9.77.
      is: 'there is none, all lanes with chunks alike',
      ...{ records: 1_000_000, withinSeconds: 1, ms: 5 },
      expected: {
        mini_batch_size: 1954,
        max_concurrency: 64,
        chunks: 512,
        chunkSeconds: 9.77,
        seconds: 93.16,
      },
    },
    {
      // A 64th of the records would be 313: a second of compute is 1,000.
      is: 'there is little to score, chunks of a second at least',
      ...{ records: 20_000, withinSeconds: 0.05, ms: 1 },
      expected: { mini_batch_size: 1000, max_concurrency: 20, chunks: 20, chunkSeconds: 1, seconds: 16 },
    },
    {
      is: 'a record takes longer than a chunk should',
      ...{ records: 3, withinSeconds: 3600, ms: 60_000 },
      expected: { mini_batch_size: 1, max_concurrency: 3, chunks: 3, chunkSeconds: 60, seconds: 75 },
    },
  ])('takes where $is', ({ records, withinSeconds, ms, expected }) => {
    expect(chooseRunSettings({ records, withinSeconds }, ms)).toEqual(expected);
  });

  const runs = fc.record({
    records: fc.integer({ min: 1, max: 10_000_000 }),
    withinSeconds: fc.double({ min: 0.001, max: 86_400, noNaN: true }),
    ms: fc.double({ min: 0.0001, max: 60_000, noNaN: true }),
  });

  test('has chunks for all records and no more than 64 at once', () => {
    fc.assert(
      fc.property(runs, ({ ms, ...run }) => {
        const { mini_batch_size: size, chunks, max_concurrency: lanes } = chooseRunSettings(run, ms);
        expect(size * chunks).toBeGreaterThanOrEqual(run.records);
        expect(size * (chunks - 1)).toBeLessThan(run.records);
        expect(lanes).toBeGreaterThanOrEqual(1);
        expect(lanes).toBeLessThanOrEqual(Math.min(64, chunks));
      }),
    );
  });

  test('ends no sooner than the job takes to start and end and the lanes to score', () => {
    fc.assert(
      fc.property(runs, ({ ms, ...run }) => {
        const { seconds, max_concurrency: lanes } = chooseRunSettings(run, ms);
        const least = 15 + (run.records * ms) / 1000 / lanes;
        expect(seconds).toBeGreaterThanOrEqual(least * (1 - 1e-9));
      }),
    );
  });
});
