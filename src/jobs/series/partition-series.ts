import type { SeriesPlan } from '../../scoring/series/series-plan.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import type { ChunkBounds } from '../plan/chunk-bounds.ts';
import { keepCopy } from '../input/keep-copy.ts';
import { type ChunkLimits, createChunkPlanner } from '../plan/plan-chunks.ts';
import { createTimeOddities } from './time-oddities.ts';
import { readSeriesRows } from './read-series-rows.ts';
import { createSeriesNumbers, type SeriesLimits } from './series-numbers.ts';
import type { SeriesRow } from './series-row.ts';
import { type SortLimits, sortRows } from './sort-rows.ts';

export interface PartitionLimits extends SeriesLimits, SortLimits {
  /** Of all rows of one series: the worker takes them at once. */
  readonly maxSeriesBytes: number;
}

/** Whole records of the input. */
export interface RowBlock {
  readonly bytes: Uint8Array;
  /** 1-based row of the first. */
  readonly firstRow: number;
}

export interface PartitionOptions {
  readonly model: string;
  readonly series: SeriesPlan;
  readonly format: TableFormat;
  readonly chunks: ChunkLimits;
  readonly limits: PartitionLimits;
  /** Where the rows go. */
  readonly copy: BlobPath;
  /** Where the n-th sorted run goes. */
  readonly toRunPath: (run: number) => BlobPath;
}

export interface SeriesPartition {
  /** Bounds in the copy; a record is a series. */
  readonly chunks: readonly ChunkBounds[];
  readonly series: number;
  readonly bytes: number;
  readonly warnings: readonly string[];
}

type Blobs = Pick<BlobStore, 'read' | 'stageBlock' | 'commitBlocks' | 'delete'>;

/**
 * Writes the rows of a table anew, without header, so that those of a series stand together: series in order of first
 * appearance, rows as they came. Memory is bounded by the limits, the names of the series included, and not by the table.
 */
export async function partitionSeries(
  blobs: Blobs,
  blocks: AsyncIterable<RowBlock>,
  options: PartitionOptions,
): Promise<SeriesPartition> {
  const { limits, copy, toRunPath } = options;
  const sorted = sortRows(blobs, readBlocks(blocks, options), { limits, toPath: toRunPath });
  const tally = createTally(options);
  const pieces = keepCopy(blobs, copy, toPieces(sorted, tally.add));
  while ((await pieces.next()).done !== true);
  return tally.finish();
}

async function* readBlocks(
  blocks: AsyncIterable<RowBlock>,
  { model, series, format, limits }: PartitionOptions,
): AsyncGenerator<SeriesRow> {
  const numbers = createSeriesNumbers(limits);
  for await (const { bytes, firstRow } of blocks) {
    yield* readSeriesRows({ bytes, format, firstRow, firstOffset: 0 }, { model, series, numbers });
  }
}

/** Counts series as they go by, and finds where chunks of them begin. */
function createTally({ series, chunks, limits: { maxSeriesBytes } }: PartitionOptions) {
  const planner = createChunkPlanner(chunks, 0);
  const oddities = createTimeOddities(series);
  let open: { readonly series: number; readonly start: number; readonly times: number[] } | undefined;
  let count = 0;
  let bytes = 0;
  const close = () => {
    if (open === undefined) return;
    planner.add(bytes);
    oddities.add(open.times);
  };
  const add = (row: SeriesRow) => {
    if (open?.series !== row.series) {
      close();
      open = { series: row.series, start: bytes, times: [] };
      count++;
    }
    open.times.push(row.time);
    bytes += row.bytes.length;
    const seriesBytes = bytes - open.start;
    if (seriesBytes <= maxSeriesBytes) return;
    const reason = `series ${count} has ${seriesBytes} bytes or more, at most ${maxSeriesBytes} are scored at once`;
    throw new ScoringError('InvalidInput', `Cannot part the table by series: ${reason}`);
  };
  const finish = (): SeriesPartition => {
    close();
    return { chunks: planner.finish(bytes), series: count, bytes, warnings: oddities.list() };
  };
  return { add, finish };
}

const pieceBytes = 256 * 1024;

/** Joined, so that a row does not hold on to the buffer that it was read into. */
async function* toPieces(
  rows: AsyncIterable<SeriesRow>,
  onRow: (row: SeriesRow) => void,
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const row of rows) {
    onRow(row);
    parts.push(row.bytes);
    bytes += row.bytes.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}
