import type { ModelRepository } from './model-repository.ts';
import type { Predictions } from './predictions.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How the bytes of a table are to be read; found by the planner, frozen in the plan. */
export interface TableFormat {
  readonly kind: 'csv';
  readonly delimiter: string;
  /** Ends a record: a line feed, with or without carriage return, where not given. */
  readonly newline?: '\n' | '\r';
  /** Column names of the header, in order. */
  readonly header: readonly string[];
}

/** Which input columns go into the output beside the predictions. */
export type Include = 'key' | 'all' | readonly string[];

export interface ChunkRequest {
  readonly model: string;
  /** The version pinned by the job. */
  readonly version: string;
  readonly format: TableFormat;
  readonly include: Include;
  /** Whole records, without the header. The buffer is transferred to the worker. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 1-based row of the first record in the input. */
  readonly firstRow: number;
  /** Byte offset of the first record in the input. */
  readonly firstOffset: number;
  /** Ends the work, and the worker if it does not stop by itself. */
  readonly signal: AbortSignal;
}

export interface ChunkResult {
  readonly records: number;
  readonly succeeded: number;
  readonly failed: number;
  /** The chunk's lines of predictions.csv: `row,key,<included>,<predictions>` without header, RFC 4180, LF. */
  readonly csv: Uint8Array<ArrayBuffer>;
  /** The chunk's lines of errors.jsonl; empty where all went well. */
  readonly errors: Uint8Array<ArrayBuffer>;
  /** The scored records again, as columns for the prediction store. */
  readonly rows: Uint32Array;
  readonly keys: readonly string[] | undefined;
  readonly predictions: Predictions;
}

/** Scores a chunk wholly off the caller's thread: bytes in, bytes out. Splitting an input differently never changes a byte of the result. */
export type ChunkScorer = (request: ChunkRequest) => Promise<ChunkResult>;

export interface ChunkScorerDependencies {
  readonly repository: Pick<ModelRepository, 'resolve'>;
  readonly pool: WorkerPool;
}

/** Scores chunks in the pool; throws ModelNotFound, InvalidInput for a table that lacks a column, Timeout, Unavailable. */
export function createChunkScorer({ repository, pool }: ChunkScorerDependencies): ChunkScorer {
  return async ({ model, version, signal, ...chunk }) => {
    const { plan } = await repository.resolve(model, version);
    const bytes = toOwnBuffer(chunk.bytes);
    return pool.run('chunk', { plan, chunk: { ...chunk, bytes } }, { signal, transfer: [bytes.buffer] });
  };
}

/** A part of a larger buffer is copied: to give it away would take the rest along. */
function toOwnBuffer(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
