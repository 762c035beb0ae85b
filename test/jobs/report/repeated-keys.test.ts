import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.ts';
import { countRepeatedKeys, hashKeys } from '../../../src/jobs/report/repeated-keys.ts';
import { readSummaries, writeSummary } from '../../../src/jobs/report/summary-store.ts';
import { createMemoryBlobStore } from '../support/memory-blob-store.ts';

describe('countRepeatedKeys()', () => {
  test('counts the keys that come more than once, however they are divided', () => {
    const key = fc.oneof(fc.constantFrom('', 'a', 'b', 'c'), fc.string({ maxLength: 2 }));
    fc.assert(
      fc.property(fc.array(fc.array(key, { maxLength: 20 }), { maxLength: 10 }), (parts) => {
        const given = parts.flat().filter((each) => each !== '');
        const byKey = Map.groupBy(given, (each) => each);
        const repeated = [...byKey.values()].filter(({ length }) => length > 1).length;
        expect(countRepeatedKeys(parts.map(hashKeys))).toBe(repeated);
      }),
    );
  });

  test.each([
    ['numbers', (k: number) => String(k)],
    ['padded', (k: number) => `C-${String(k).padStart(9, '0')}`],
    ['pairs', (k: number) => `${k % 700}/${Math.floor(k / 700)}`],
  ])('finds none in many %s that are all different', (_, toKey) => {
    const hashes = hashKeys(Array.from({ length: 20_000 }, (__, k) => toKey(k)));
    expect(countRepeatedKeys([hashes])).toBe(0);
    expect(countRepeatedKeys([hashes, hashKeys([0, 1, 2].map(toKey))])).toBe(3);
  });
});

describe('readSummaries()', () => {
  test.each([
    [2_000_000, 1],
    [2_000_001, undefined],
  ])('tells of a job of %d records how many keys come more than once: %p', async (records, repeatedKeys) => {
    const blobs = createMemoryBlobStore();
    const job = { id: 'j', createdAt: '2026-11-23T10:00:00.000Z' };
    const result = {
      ...{ records: 2, succeeded: 2, failed: 0, csv: new Uint8Array(), errors: new Uint8Array() },
      ...{ rows: Uint32Array.of(1, 2), keys: ['a', 'a'], predictions: { count: 2, columns: [] } },
    };
    await writeSummary(blobs, { job, chunk: 1, records }, [result]);
    expect(await readSummaries(blobs, job, [1])).toMatchObject({ chunks: 0, repeatedKeys });
    expect(await readSummaries(blobs, job, [1, 2])).toMatchObject({ repeatedKeys: undefined });
  });
});
