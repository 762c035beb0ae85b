import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createChunkScorer, type ChunkResult, type ChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { createRecordScanner } from '../../src/scoring/csv/csv-boundaries.ts';
import { parseTableHeader } from '../../src/scoring/csv/csv-header.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createWorkerPool, type WorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { loadChurnTable, modelsDirectory, predictPlainly, type Row } from './churn.ts';

let pool: WorkerPool;
let scoreChunk: ChunkScorer;
let table: { bytes: Uint8Array<ArrayBuffer>; rows: Row[] };

beforeAll(async () => {
  pool = createWorkerPool({ threads: 2 });
  const repository = await loadModelRepository({
    directory: modelsDirectory,
    inspect: (file) => pool.run('inspect', file),
  });
  scoreChunk = createChunkScorer({ repository, pool });
  table = await loadChurnTable();
});
afterAll(() => pool.close());

/** Scores a table in chunks of so many records, as a job does. */
async function scoreInChunks(bytes: Uint8Array<ArrayBuffer>, size: number, include: 'key' | 'all' = 'key') {
  const { format, headerBytes } = parseTableHeader(bytes);
  const ends: number[] = [];
  const scanner = createRecordScanner(format);
  scanner.scan(bytes.subarray(headerBytes), (end) => ends.push(headerBytes + end));
  const results: ChunkResult[] = [];
  for (let first = 0; first < ends.length; first += size) {
    const start = first === 0 ? headerBytes : ends[first - 1]!;
    const end = ends[Math.min(first + size, ends.length) - 1]!;
    results.push(
      await scoreChunk({
        model: 'churn',
        version: '1',
        format,
        include,
        bytes: bytes.slice(start, end),
        firstRow: first + 1,
        firstOffset: start,
        signal: AbortSignal.timeout(20_000),
      }),
    );
  }
  const join = (part: 'csv' | 'errors') => Buffer.concat(results.map((result) => result[part])).toString();
  return { results, csv: join('csv'), errors: join('errors') };
}

describe('createChunkScorer()', () => {
  test('gives what onnxruntime gives for every row of the churn table', async () => {
    const { results, csv, errors } = await scoreInChunks(table.bytes, 10_000);
    const expected = await predictPlainly(table.rows);
    const lines = csv
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(errors).toBe('');
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ records: 7043, succeeded: 7043, failed: 0 });
    expect(lines.map(([row, key, label]) => [row, key, label])).toEqual(
      expected.map(({ label }, k) => [`${k + 1}`, table.rows[k]!.customer_id, label]),
    );
    const differences = lines.map((line, k) => Math.abs(Number(line[3]) - expected[k]!.probability));
    expect(Math.max(...differences)).toBeLessThan(1e-6);
    expect(results[0]!.keys).toEqual(table.rows.map((row) => row.customer_id));
    expect(results[0]!.rows).toEqual(Uint32Array.from(table.rows, (_, k) => k + 1));
  });

  test.each([7, 500, 7042])(
    'gives the same bytes when the table is cut into chunks of %d records',
    async (size) => {
      const rows = size < 100 ? 300 : 7043;
      const end = Buffer.from(table.bytes).indexOf(`C${String(rows + 1).padStart(5, '0')},`);
      const part = end === -1 ? table.bytes : table.bytes.slice(0, end);
      const whole = await scoreInChunks(part, 10_000, 'all');
      expect((await scoreInChunks(part, size, 'all')).csv).toBe(whole.csv);
    },
  );

  test('tells the bad records as lines and scores their neighbours', async () => {
    const text = new TextDecoder().decode(table.bytes);
    const lines = text.split('\n').slice(0, 4);
    const bad = [lines[0], lines[1], lines[2]!.replace(',34,', ',abc,'), lines[3], 'C9,1'].join('\n') + '\n';
    const { csv, errors } = await scoreInChunks(new TextEncoder().encode(bad), 2);
    expect(csv.split('\n').map((line) => line.split(',')[0])).toEqual(['1', '3', '']);
    expect(
      errors
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        row: 2,
        offset: bad.indexOf('C00002'),
        key: 'C00002',
        column: 'tenure',
        code: 'InvalidValue',
        message: 'Cannot score record 2 of "churn": "tenure" is "abc", expected a number',
      },
      {
        row: 4,
        offset: bad.indexOf('C9'),
        code: 'WrongFieldCount',
        message: 'Cannot score record 4 of "churn": it has 2 fields, expected 21',
      },
    ]);
  });

  test('fails with ModelNotFound when there is no such version', async () => {
    const format = { kind: 'csv', delimiter: ',', header: ['a'] } as const;
    const request = {
      format,
      include: 'key',
      bytes: new Uint8Array(1),
      firstRow: 1,
      firstOffset: 0,
    } as const;
    const signal = AbortSignal.timeout(5000);
    await expect(scoreChunk({ ...request, model: 'churn', version: '9', signal })).rejects.toMatchObject({
      code: 'ModelNotFound',
      message: 'Cannot find version "9" of model "churn": there is "1", "production"',
    });
    await expect(scoreChunk({ ...request, model: 'churn', version: '1', signal })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringMatching(
        /^Cannot score the table with "churn": column "female" is missing; missing, too: "senior_citizen", /,
      ) as unknown,
    });
  });
});
