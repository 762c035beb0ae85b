import type { BlobPath, BlobStore } from '../blob-store.ts';
import { keepCopy } from '../input/keep-copy.ts';
import { mergeRows } from './merge-rows.ts';
import { readRun, type Run } from './read-run.ts';
import { encodeRow, type SeriesRow } from './series-row.ts';

export interface SortLimits {
  /** Of rows in memory until they are written as a run. */
  readonly runBytes: number;
  /** Runs that are read at once; more of them are merged in several rounds. */
  readonly maxRuns: number;
  /** Of each run that is read. */
  readonly bufferBytes: number;
}

export interface SortOptions {
  readonly limits: SortLimits;
  /** Where the n-th run goes. */
  readonly toPath: (run: number) => BlobPath;
}

type Rows = AsyncIterable<SeriesRow> | readonly SeriesRow[];
type Blobs = Pick<BlobStore, 'read' | 'stageBlock' | 'commitBlocks' | 'delete'>;

/** What a row takes in memory beside its bytes, in V8. */
const rowOverheadBytes = 200;

/**
 * Rows ascending by series, those of one series as they came. Takes memory for `runBytes`, then for `maxRuns` buffers,
 * however many rows there are: sorted runs go into blobs and are merged.
 */
export async function* sortRows(
  blobs: Blobs,
  rows: AsyncIterable<SeriesRow>,
  { limits, toPath }: SortOptions,
): AsyncGenerator<SeriesRow> {
  let written = 0;
  const write = async (sorted: Rows): Promise<Run> => {
    const path = toPath(++written);
    let bytes = 0;
    for await (const piece of keepCopy(blobs, path, toPieces(sorted))) bytes += piece.length;
    return { path, bytes };
  };
  let runs: Run[] = [];
  for await (const part of toSortedParts(rows, limits.runBytes)) runs.push(await write(part));
  const open = (some: readonly Run[]) =>
    mergeRows(some.map((run) => readRun(blobs, run, limits.bufferBytes)));
  while (runs.length > limits.maxRuns) {
    const merged: Run[] = [];
    for (let k = 0; k < runs.length; k += limits.maxRuns) {
      const some = runs.slice(k, k + limits.maxRuns);
      merged.push(await write(open(some)));
      for (const { path } of some) await blobs.delete(path);
    }
    runs = merged;
  }
  yield* open(runs);
  for (const { path } of runs) await blobs.delete(path);
}

async function* toSortedParts(
  rows: AsyncIterable<SeriesRow>,
  runBytes: number,
): AsyncGenerator<readonly SeriesRow[]> {
  let part: SeriesRow[] = [];
  let bytes = 0;
  for await (const row of rows) {
    part.push(row);
    bytes += row.bytes.length + rowOverheadBytes;
    if (bytes < runBytes) continue;
    yield part.sort((a, b) => a.series - b.series);
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part.sort((a, b) => a.series - b.series);
}

const pieceBytes = 256 * 1024;

/** In pieces, so that a row costs no step of the stream. */
async function* toPieces(rows: Rows): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const row of rows) {
    const encoded = encodeRow(row);
    parts.push(encoded);
    bytes += encoded.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}
