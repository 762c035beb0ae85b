import { createRecordScanner } from '../scoring/csv-boundaries.ts';
import { hasWholeHeader, parseTableHeader } from '../scoring/csv-header.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import type { CsvFormat } from '../scoring/table-format.ts';
import type { ChunkBounds } from './chunk-bounds.ts';
import { type ChunkLimits, createChunkPlanner } from './plan-chunks.ts';

export interface TableLimits extends ChunkLimits {
  /** Memory that one record may take: what is larger comes from a quote left open. */
  readonly maxRecordBytes: number;
}

export interface TablePlan {
  readonly format: CsvFormat;
  readonly records: number;
  readonly chunks: readonly ChunkBounds[];
}

const maxHeaderBytes = 1024 * 1024;

/** Finds the chunks of a table in one pass over its bytes; fails with `InvalidInput` when it holds no records. */
export async function planTable(input: AsyncIterable<Uint8Array>, limits: TableLimits): Promise<TablePlan> {
  const pieces = input[Symbol.asyncIterator]();
  try {
    return await planPieces(pieces, limits);
  } finally {
    await pieces.return?.();
  }
}

async function planPieces(pieces: AsyncIterator<Uint8Array>, limits: TableLimits): Promise<TablePlan> {
  const head = await readHead(pieces);
  const { format, headerBytes } = parseTableHeader(head);
  const planner = createChunkPlanner(limits, headerBytes);
  const { maxRecordBytes } = limits;
  const count = createRecordCounter({ format, planner, firstOffset: headerBytes, maxRecordBytes });
  count.push(head.subarray(headerBytes));
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) count.push(next.value);
  const { records, end } = count.finish();
  if (records === 0) {
    throw new ScoringError('InvalidInput', 'Cannot score the table: it has a header but no records');
  }
  return { format, records, chunks: planner.finish(end) };
}

interface CounterOptions {
  readonly format: CsvFormat;
  readonly planner: { add(end: number): void };
  readonly firstOffset: number;
  readonly maxRecordBytes: number;
}

/** Tells the planner where each record ends, over pushes of any size. */
function createRecordCounter({ format, planner, firstOffset, maxRecordBytes }: CounterOptions) {
  const scanner = createRecordScanner(format);
  let records = 0;
  let end = firstOffset;
  let lastEnd = firstOffset;
  const onRecordEnd = (index: number, blank: boolean) => {
    lastEnd = end + index;
    if (blank) return;
    records++;
    planner.add(lastEnd);
  };
  return {
    push(bytes: Uint8Array) {
      scanner.scan(bytes, onRecordEnd);
      end += bytes.length;
      if (end - lastEnd > maxRecordBytes) throw tooLarge(records + 1, maxRecordBytes);
    },
    finish() {
      if (scanner.finish().pendingBytes > 0) {
        records++;
        planner.add(end);
      }
      return { records, end };
    },
  };
}

function tooLarge(record: number, maxRecordBytes: number): ScoringError {
  const reason = `record ${record} is over ${maxRecordBytes} bytes, a quote may be left open`;
  return new ScoringError('InvalidInput', `Cannot score the table: ${reason}`);
}

/** Collects the first pieces until they hold the header. */
async function readHead(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (!hasWholeHeader(head)) {
    if (head.length > maxHeaderBytes) {
      throw new ScoringError(
        'InvalidInput',
        `Cannot score the table: its header is over ${maxHeaderBytes} bytes`,
      );
    }
    const next = await pieces.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}
