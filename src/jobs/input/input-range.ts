import type { RecordOrigin } from '../../scoring/table/record-origin.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { parseBlobPath } from '../blob-path.ts';
import type { BlobStore } from '../blob-store.ts';
import type { Plan, PlannedTable } from '../plan/plan.ts';

export interface InputRange {
  readonly offset: number;
  readonly bytes: number;
  readonly signal?: AbortSignal;
}

type PlannedInput = Pick<Plan, 'tables' | 'format'>;

/**
 * Reads a range of the records of all tables put together, of the very contents that were planned; a record that ends its
 * table without a newline gets one. Fails with InvalidInput when one of the blobs has changed or is gone.
 */
export async function readInputRange(
  blobs: Pick<BlobStore, 'read'>,
  plan: PlannedInput,
  range: InputRange,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts = toParts(plan.tables, range);
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && !only.isLast) return readPart(blobs, only, range.signal);
  const joined = new Uint8Array(range.bytes);
  const newline = plan.format.kind === 'csv' && plan.format.newline === '\r' ? '\r' : '\n';
  joined.fill(newline.charCodeAt(0));
  // One after another: together they are no larger than a chunk, but there may be thousands.
  for (const part of parts) {
    if (part.bytes > 0) joined.set(await readPart(blobs, part, range.signal), part.start - range.offset);
  }
  return joined;
}

interface Part {
  readonly table: PlannedTable;
  /** Where it begins among all records, and in the text of its table. */
  readonly start: number;
  readonly textOffset: number;
  readonly bytes: number;
  /** Whether the newline is to follow that the table lacks. */
  readonly isLast: boolean;
}

function toParts(tables: readonly PlannedTable[], { offset, bytes }: InputRange): readonly Part[] {
  const end = offset + bytes;
  return tables.slice(findTable(tables, offset)).flatMap((table): Part[] => {
    const textEnd = table.start + table.endBytes - table.headerBytes;
    const start = Math.max(offset, table.start);
    if (table.start >= end || start > textEnd) return [];
    const size = Math.min(end, textEnd) - start;
    const textOffset = table.headerBytes + start - table.start;
    return [{ table, start, textOffset, bytes: size, isLast: table.needsNewline && end > textEnd }];
  });
}

/** The last table whose records begin at or before an offset. */
function findTable(tables: readonly PlannedTable[], offset: number): number {
  const after = tables.findIndex(({ start }) => start > offset);
  return Math.max(0, (after === -1 ? tables.length : after) - 1);
}

async function readPart(
  blobs: Pick<BlobStore, 'read'>,
  { table, textOffset, bytes }: Part,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const { path, etag } = table.copy ?? table;
  const range = { offset: textOffset, bytes, ifMatch: etag, ...(signal && { signal }) };
  const read = await blobs.read(parseBlobPath(path), range);
  if (read !== undefined) return read;
  throw new ScoringError('InvalidInput', `Cannot read the input "${path}": it is gone`);
}

/** Where the records of a range come from, for their errors; undefined where they lie in the one blob as they are. */
export function findOrigins(
  { tables }: Pick<Plan, 'tables'>,
  range: InputRange,
): readonly RecordOrigin[] | undefined {
  const [only] = tables;
  if (only !== undefined && tables.length === 1 && !only.path.endsWith('.parquet')) return undefined;
  return toParts(tables, range).map(({ table, start, textOffset }) => ({
    from: start,
    ...(tables.length > 1 && { file: table.path }),
    ...(!table.path.endsWith('.parquet') && { offset: textOffset }),
  }));
}
