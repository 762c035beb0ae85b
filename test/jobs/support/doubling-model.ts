import { parse } from 'csv-parse/sync';
import type { JobModels } from '../../../src/jobs/job-models.ts';
import type { ChunkScorer } from '../../../src/scoring/chunk-scorer.ts';
import type { Model } from '../../../src/scoring/model.ts';
import { ScoringError } from '../../../src/scoring/scoring-error.ts';

const columns = [{ name: 'a', type: 'float64', missing: { rule: 'required' } }] as const;

const model: Model = {
  name: 'doubling',
  version: '1',
  sha256: 'f'.repeat(64),
  file: 'none',
  inputs: [],
  outputs: [],
  columns,
  manifest: {
    name: 'doubling',
    aliases: { production: '1' },
    versions: {},
    outputs: [{ output: 'y', column: 'double' }],
    batch: { mini_batch_size: 3 },
  },
  plan: {
    model: 'doubling',
    version: '1',
    file: 'none',
    sha256: 'f'.repeat(64),
    key: 'id',
    columns,
    feeds: [],
    predictions: [{ name: 'double', output: 'y', type: 'float64', component: 0 }],
    fixedBatch: undefined,
  },
};

/** Knows the model `doubling` only. */
export const doublingModels: JobModels = {
  list: () => [model],
  resolve: async (name) => {
    if (name === 'doubling') return model;
    throw new ScoringError('ModelNotFound', `Cannot find model "${name}": there is only "doubling"`);
  },
};

interface Line {
  readonly row: number;
  readonly key: string;
  readonly value: number;
}

/** Doubles column `a` of tables `id,a`, read by csv-parse: another implementation of what a chunk scorer promises. */
export const scoreDoubling: ChunkScorer = async ({ bytes, firstRow, signal }) => {
  signal.throwIfAborted();
  const records = parse(Buffer.from(bytes), { columns: false });
  const all = records.map(([key = '', a = ''], index): Line => ({
    row: firstRow + index,
    key,
    value: Number(a),
  }));
  const good = all.filter(({ value }) => !Number.isNaN(value));
  const bad = all.filter(({ value }) => Number.isNaN(value));
  return {
    records: all.length,
    succeeded: good.length,
    failed: bad.length,
    csv: toBytes(good.map(({ row, key, value }) => `${row},${key},${2 * value}\n`)),
    errors: toBytes(bad.map(({ row, key }) => JSON.stringify({ row, key, code: 'InvalidValue' }) + '\n')),
    rows: Uint32Array.from(good, ({ row }) => row),
    keys: good.map(({ key }) => key),
    predictions: {
      count: good.length,
      columns: [{ name: 'double', values: Float64Array.from(good, ({ value }) => 2 * value) }],
    },
  };
};

function toBytes(lines: readonly string[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(lines.join('')));
}
