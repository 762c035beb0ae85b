import type { Predictions } from './predictions.ts';

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
