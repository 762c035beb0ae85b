import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createChunkPlanner } from '../../src/jobs/plan/plan-chunks.ts';

const noLimit = Number.MAX_SAFE_INTEGER;

function plan(
  sizes: readonly number[],
  limits: { maxRecords?: number; maxBytes?: number; maxChunks?: number },
) {
  const planner = createChunkPlanner(
    { maxRecords: noLimit, maxBytes: noLimit, maxChunks: noLimit, ...limits },
    100,
  );
  let end = 100;
  for (const size of sizes) planner.add((end += size));
  return planner.finish(end);
}

describe('createChunkPlanner()', () => {
  test('closes a chunk when it has its records', () => {
    expect(plan([10, 10, 10, 10, 10], { maxRecords: 2 })).toEqual([
      { firstRow: 1, records: 2, offset: 100, bytes: 20 },
      { firstRow: 3, records: 2, offset: 120, bytes: 20 },
      { firstRow: 5, records: 1, offset: 140, bytes: 10 },
    ]);
  });

  test('closes a chunk before it has too many bytes', () => {
    expect(plan([10, 10, 15, 10], { maxBytes: 25 })).toEqual([
      { firstRow: 1, records: 2, offset: 100, bytes: 20 },
      { firstRow: 3, records: 2, offset: 120, bytes: 25 },
    ]);
  });

  test('gives a record that is larger than a chunk a chunk of its own', () => {
    expect(plan([10, 90, 10], { maxBytes: 25 }).map((chunk) => chunk.bytes)).toEqual([10, 90, 10]);
  });

  test('grows the chunks when there would be too many', () => {
    expect(plan([1, 1, 1, 1, 1, 1, 1], { maxRecords: 1, maxChunks: 4 })).toEqual([
      { firstRow: 1, records: 2, offset: 100, bytes: 2 },
      { firstRow: 3, records: 1, offset: 102, bytes: 1 },
      { firstRow: 4, records: 2, offset: 103, bytes: 2 },
      { firstRow: 6, records: 2, offset: 105, bytes: 2 },
    ]);
  });

  test('gives the bytes after the last record to the last chunk', () => {
    const planner = createChunkPlanner({ maxRecords: 1, maxBytes: noLimit, maxChunks: noLimit }, 0);
    planner.add(10);
    planner.add(20);
    expect(planner.finish(23).at(-1)).toEqual({ firstRow: 2, records: 1, offset: 10, bytes: 13 });
  });

  test('covers every byte and every record once, whatever the limits', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 300 });
    const limits = fc.record({
      maxRecords: fc.integer({ min: 1, max: 40 }),
      maxBytes: fc.integer({ min: 1, max: 400 }),
      maxChunks: fc.integer({ min: 2, max: 50 }),
    });
    fc.assert(
      fc.property(sizes, limits, (records, given) => {
        const chunks = plan(records, given);
        let [offset, row] = [100, 1];
        for (const chunk of chunks) {
          expect(chunk).toMatchObject({ offset, firstRow: row });
          offset += chunk.bytes;
          row += chunk.records;
        }
        expect([offset, row]).toEqual([100 + records.reduce((a, b) => a + b, 0), records.length + 1]);
        expect(chunks.length).toBeLessThanOrEqual(given.maxChunks);
      }),
    );
  });
});
