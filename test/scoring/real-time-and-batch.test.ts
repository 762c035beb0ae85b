import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createChunkScorer, type ChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { parseTableHeader } from '../../src/scoring/csv/csv-header.ts';
import { toPredictionJson } from '../../src/scoring/json/format-json.ts';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { Model } from '../../src/scoring/model.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createScorer, type Scorer } from '../../src/scoring/scorer.ts';
import { toPredictions } from '../../src/scoring/plan/to-predictions.ts';
import { createWorkerPool, type WorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { loadChurnTable, modelsDirectory, type Row } from './churn.ts';

let pool: WorkerPool;
let model: Model;
let rows: Row[];
let batch: string[];
const scorers: Scorer[] = [];

beforeAll(async () => {
  pool = createWorkerPool({ threads: 1 });
  const repository = await loadModelRepository({
    directory: modelsDirectory,
    inspect: (file) => pool.run('inspect', file),
  });
  model = await repository.resolve('churn');
  scorers.push(createScorer({ pool, inlineBelowMs: Infinity }));
  scorers.push(createScorer({ pool, inlineBelowMs: 0 }));
  const table = await loadChurnTable();
  rows = table.rows;
  batch = await scoreTable(createChunkScorer({ repository, pool }), table.bytes);
});
afterAll(() => pool.close());

async function scoreTable(scoreChunk: ChunkScorer, bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { format, headerBytes } = parseTableHeader(bytes);
  const body = bytes.slice(headerBytes);
  const place = { firstRow: 1, firstOffset: headerBytes, signal: AbortSignal.timeout(20_000) };
  const { csv } = await scoreChunk({
    model: 'churn',
    version: '1',
    format,
    include: 'key',
    bytes: body,
    ...place,
  });
  return new TextDecoder().decode(csv).trimEnd().split('\n');
}

/** A row of the table as a web shop would send it. */
function toRecord(row: Row): object {
  const texts = new Set(model.columns.filter(({ type }) => type === 'string').map(({ name }) => name));
  const cells = model.columns.map(({ name }) => [
    name,
    texts.has(name) ? row[name] : parseFloat(row[name] ?? ''),
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(cells))) as object;
}

describe('a customer in real time', () => {
  test('gets to the last digit what the batch says, alone and among others, inline and in a worker', async () => {
    const places = fc.uniqueArray(fc.nat(rows.length - 1), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(places, fc.constantFrom(...scorers), async (indexes, scorer) => {
        const items = indexes.map((k) => toRecord(rows[k]!));
        const records = parseJsonRecords(items, { model: 'churn', columns: model.columns, maxRecords: 100 });
        const scored = await scorer.score(model, records, { signal: AbortSignal.timeout(10_000) });
        const found = toPredictionJson(toPredictions(model.plan, scored)).map((p) =>
          [p.prediction, p.probability].join(),
        );
        expect(found).toEqual(indexes.map((k) => batch[k]!.split(',').slice(2).join(',')));
      }),
      { numRuns: 60 },
    );
  });
});
