import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.ts';
import {
  partitionSeries,
  type PartitionLimits,
  type RowBlock,
} from '../../../src/jobs/series/partition-series.ts';
import { findSeriesEnd } from '../../../src/jobs/series/find-series-end.ts';
import type { BlobStore } from '../../../src/jobs/blob-store.ts';
import type { SeriesPlan } from '../../../src/scoring/series/series-plan.ts';
import { createMemoryBlobStore } from '../support/memory-blob-store.ts';

const text = (name: string) => ({ name, type: 'string', missing: { rule: 'required' } }) as const;
const series: SeriesPlan = {
  by: ['store', 'brand'],
  time: 'week',
  unit: 'integer',
  every: 1,
  target: 'sold',
  horizon: 1,
  windows: [],
  rows: [text('store'), text('brand'), text('week')],
  numbers: [],
  statics: [],
};
const format = { kind: 'csv', delimiter: ',', header: ['store', 'brand', 'week', 'sold'] } as const;
const roomy: PartitionLimits = {
  maxSeries: 1000,
  maxNameChars: 100_000,
  maxSeriesBytes: 1_000_000,
  runBytes: 1_000_000,
  maxRuns: 4,
  bufferBytes: 1000,
};
const copy = { container: 'job-state', name: 'table' };

interface PartOptions {
  readonly blobs?: BlobStore;
  readonly limits?: Partial<PartitionLimits>;
  readonly rowsPerBlock?: number;
  readonly maxRecords?: number;
}

async function* toBlocks(rows: readonly string[], size: number): AsyncGenerator<RowBlock> {
  for (let k = 0; k < rows.length; k += size) {
    yield { bytes: Buffer.from(rows.slice(k, k + size).join('')), firstRow: k + 1 };
  }
}

async function part(rows: readonly string[], options: PartOptions = {}) {
  const { blobs = createMemoryBlobStore(), rowsPerBlock = 3, maxRecords = 2 } = options;
  const partition = await partitionSeries(blobs, toBlocks(rows, rowsPerBlock), {
    model: 'sales',
    series,
    format,
    chunks: { maxRecords, maxBytes: 1e9, maxChunks: 1000 },
    limits: { ...roomy, ...options.limits },
    copy,
    toRunPath: (run) => ({ container: 'job-state', name: `runs/${run}` }),
  });
  const bytes = Buffer.from((await blobs.read(copy)) ?? []);
  return { ...partition, text: bytes.toString() };
}

describe('partitionSeries()', () => {
  test('puts the rows of a series together, in order of first appearance, in chunks of whole series', async () => {
    const rows = ['2,a,1,5\n', '1,b,1,6\n', '2,a,2,7\n', '1,a,1,8\n', '1,b,2,9\n'];
    const { text: written, chunks, series: count } = await part(rows);
    expect(written).toBe('2,a,1,5\n2,a,2,7\n1,b,1,6\n1,b,2,9\n1,a,1,8\n');
    expect(chunks).toEqual([
      { firstRow: 1, records: 2, offset: 0, bytes: 32 },
      { firstRow: 3, records: 1, offset: 32, bytes: 8 },
    ]);
    expect(count).toBe(3);
  });

  test('keeps quoted newlines, drops blank lines, ends a last row that has no newline', async () => {
    const { text: written } = await part(['1,"a\n",1,5\n', '\n2,b,1,6\n', '1,"a\n",2,7']);
    expect(written).toBe('1,"a\n",1,5\n1,"a\n",2,7\n2,b,1,6\n');
  });

  test('takes a row that names no series for one of its own', async () => {
    const { text: written, series: count } = await part(['1,a,1,5\n', ',a,1,5\n', ',a,2,5\n', '1,a,2,6\n']);
    expect(written).toBe('1,a,1,5\n1,a,2,6\n,a,1,5\n,a,2,5\n');
    expect(count).toBe(3);
  });

  test('says how many times are missing, and how many come twice', async () => {
    const rows = ['1,a,1,5\n', '1,a,4,5\n', '2,a,2,5\n', '2,a,1,5\n', '2,a,2,6\n'];
    expect((await part(rows)).warnings).toEqual([
      'In 1 series 2 times are missing between others: they count as empty',
      'In 1 series 1 time is there again: of rows with the same time the last counts',
    ]);
  });

  test.each([
    [{ maxSeries: 1 }, 'it has 2 series or more, at most 1 can be kept apart'],
    [
      { maxNameChars: 10 },
      'the names of its series take 18 characters or more, at most 10 can be kept apart',
    ],
    [{ maxSeriesBytes: 9 }, 'series 1 has 16 bytes or more, at most 9 are scored at once'],
  ])('refuses more than %j', async (limits, reason) => {
    await expect(part(['1,a,1,5\n', '1,a,2,6\n', '2,a,1,5\n'], { limits })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `Cannot part the table by series: ${reason}`,
    });
  });

  test('refuses a quote left open', async () => {
    await expect(part(['1,a,1,5\n', '1,"a,2,6\n'])).rejects.toMatchObject({
      message: 'Cannot part the table by series: record 2 leaves a quote open',
    });
  });

  test('gives the same, whatever the blocks, runs and rounds of merging', async () => {
    const row = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('a', 'é', 'b"c'), fc.nat(9));
    const toLine = ([store, brand, week]: readonly [number, string, number], k: number) =>
      `${store},"${brand.replaceAll('"', '""')}",${week},${k}\n`;
    const sizes = fc.record({
      rowsPerBlock: fc.integer({ min: 1, max: 7 }),
      runBytes: fc.integer({ min: 1, max: 2000 }),
      maxRuns: fc.integer({ min: 2, max: 4 }),
      bufferBytes: fc.integer({ min: 1, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), sizes, async (rows, given) => {
        const { rowsPerBlock, ...limits } = given;
        const lines = rows.map(toLine);
        const groups = Map.groupBy(lines, (_, k) => JSON.stringify(rows[k]?.slice(0, 2)));
        const { text: written, series: count } = await part(lines, { rowsPerBlock, limits });
        expect(written).toBe([...groups.values()].flat().join(''));
        expect(count).toBe(groups.size);
      }),
      { numRuns: 100 },
    );
  });

  test('has no run left in storage when it is done', async () => {
    const blobs = createMemoryBlobStore();
    const rows = Array.from({ length: 200 }, (_, k) => `${k % 7},a,${k},1\n`);
    await part(rows, { blobs, limits: { runBytes: 500, maxRuns: 3 } });
    const names = [];
    for await (const { name } of blobs.list('job-state', '')) names.push(name);
    expect(names).toEqual(['table']);
  });
});

describe('findSeriesEnd()', () => {
  const bytes = Buffer.from('1,a,1,5\n1,a,2,5\n,a,1,5\n2,a,1,5\n');
  test.each([
    [1, 16],
    [2, 23],
    [3, 31],
    [9, 31],
  ])('finds where series %i ends', (n, end) => {
    expect(findSeriesEnd({ bytes, format, by: ['store', 'brand'] }, n)).toBe(end);
  });
});
