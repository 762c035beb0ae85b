import { ScoringError } from '../../scoring/scoring-error.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { decodeRow, rowHeadBytes, type SeriesRow, toRowBytes } from './series-row.ts';

/** Rows ascending by their series, in a blob. */
export interface Run {
  readonly path: BlobPath;
  readonly bytes: number;
}

/** The rows of a run, of which `bufferBytes` or one row are in memory. */
export async function* readRun(
  blobs: Pick<BlobStore, 'read'>,
  { path, bytes: end }: Run,
  bufferBytes: number,
): AsyncGenerator<SeriesRow> {
  let buffer: Uint8Array = new Uint8Array();
  let at = 0;
  let read = 0;
  const fill = async (wanted: number) => {
    const bytes = Math.min(end - read, Math.max(bufferBytes, wanted - (buffer.length - at)));
    const next = await blobs.read(path, { offset: read, bytes });
    if (next === undefined)
      throw new ScoringError('Unavailable', 'Cannot plan the job: a run of its rows is gone');
    buffer = at === buffer.length ? next : Buffer.concat([buffer.subarray(at), next]);
    at = 0;
    read += next.length;
  };
  while (at < buffer.length || read < end) {
    if (buffer.length - at < rowHeadBytes) await fill(rowHeadBytes);
    const size = toRowBytes(buffer.subarray(at));
    if (buffer.length - at < size) await fill(size);
    yield decodeRow(buffer.subarray(at, at + size));
    at += size;
  }
}
