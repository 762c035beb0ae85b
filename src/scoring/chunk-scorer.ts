import type { ModelRepository } from './repository/model-repository.ts';
import type { Predictions } from './predictions.ts';
import type { ChunkSummary, SummarySpec } from './summary/chunk-summary.ts';
import type { RecordOrigin } from './table/record-origin.ts';
import type { TableFormat } from './table/table-format.ts';
import type { WorkerPool } from './worker/worker-pool.ts';

export type { TableFormat } from './table/table-format.ts';

/** Which input columns go into the output beside the predictions. */
export type Include = 'key' | 'all' | readonly string[];

/** How predictions are written. */
export interface OutputOptions {
  /** CSV where not given. */
  readonly format?: 'csv' | 'jsonl' | undefined;
  /** Puts an apostrophe before texts of CSV that a spreadsheet would run as a formula. */
  readonly formulaGuard?: boolean | undefined;
}

/** What a chunk's worker is given beside the model. */
export interface ChunkTask {
  readonly format: TableFormat;
  readonly include: Include;
  /** Columns that are left out of those that are included; of all where only the key is. */
  readonly exclude?: readonly string[] | undefined;
  readonly output?: OutputOptions | undefined;
  /** Whole records, without the header. The buffer is transferred to the worker. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 1-based row of the first record in the input. */
  readonly firstRow: number;
  /** Byte offset of the first record in the input. */
  readonly firstOffset: number;
  /** The column that is the key of these records, in place of the model's. */
  readonly key?: string | undefined;
  /** Where the records come from that were put together, for their errors. */
  readonly origins?: readonly RecordOrigin[] | undefined;
  /** What to note for the job's report; nothing where not given. */
  readonly summary?: SummarySpec | undefined;
}

export interface ChunkRequest extends Omit<ChunkTask, 'summary'> {
  readonly model: string;
  /** The version pinned by the job. */
  readonly version: string;
  /** Another version that is compared with it. */
  readonly challenger?: string | undefined;
  /** Ends the work, and the worker if it does not stop by itself. */
  readonly signal: AbortSignal;
}

export interface ChunkResult {
  readonly records: number;
  readonly succeeded: number;
  readonly failed: number;
  /** The chunk's lines of the predictions file: row, key, included columns, predictions; without header. */
  readonly csv: Uint8Array<ArrayBuffer>;
  /** The chunk's lines of errors.jsonl; empty where all went well. */
  readonly errors: Uint8Array<ArrayBuffer>;
  /** The scored records again, as columns for the prediction store. */
  readonly rows: Uint32Array;
  readonly keys: readonly string[] | undefined;
  readonly predictions: Predictions;
  /** What was noted for the job's report. */
  readonly summary?: ChunkSummary;
}

/** Scores a chunk wholly off the caller's thread: bytes in, bytes out. Splitting an input differently never changes a byte of the result. */
export type ChunkScorer = (request: ChunkRequest) => Promise<ChunkResult>;

export interface ChunkScorerDependencies {
  readonly repository: Pick<ModelRepository, 'resolve'>;
  readonly pool: WorkerPool;
}

/** Scores chunks in the pool; throws ModelNotFound, InvalidInput for a table that lacks a column, Timeout, Unavailable. */
export function createChunkScorer({ repository, pool }: ChunkScorerDependencies): ChunkScorer {
  return async ({ model, version, challenger: other, signal, ...chunk }) => {
    const { plan, profile, manifest } = await repository.resolve(model, version);
    const challenger = other === undefined ? undefined : (await repository.resolve(model, other)).plan;
    const bytes = toOwnBuffer(chunk.bytes);
    const summary = { profile, segments: manifest.report?.segments };
    const task = { plan, challenger, chunk: { ...chunk, bytes, summary } };
    return pool.run('chunk', task, { signal, transfer: [bytes.buffer] });
  };
}

/** A part of a larger buffer is copied: to give it away would take the rest along. */
function toOwnBuffer(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
