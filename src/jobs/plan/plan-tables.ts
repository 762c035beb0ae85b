import type { DeclaredFormat } from '../../scoring/csv/csv-header.ts';
import type { ColumnSpec } from '../../scoring/records.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';
import { type JoinedFormat, joinFormats } from '../input/join-formats.ts';
import type { ChunkBounds } from './chunk-bounds.ts';
import type { OpenTable } from '../input/open-table.ts';
import { type ChunkLimits, type ChunkPlanner, createChunkPlanner } from './plan-chunks.ts';
import type { PlannedTable } from './plan.ts';
import { scanTable, type TableScan } from '../input/scan-table.ts';

export interface TableToPlan extends OpenTable {
  readonly kind: 'csv' | 'jsonl';
}

export interface PlanTablesOptions {
  readonly declared: DeclaredFormat;
  readonly columns: readonly ColumnSpec[];
  readonly limits: ChunkLimits & { readonly maxRecordBytes: number };
}

/** Where the records of one table are among those of all. */
export type TablePlace = Omit<PlannedTable, 'copy'> & { readonly isCopied: boolean };

export interface TablesPlan {
  readonly format: TableFormat;
  readonly tables: readonly TablePlace[];
  readonly records: number;
  readonly chunks: readonly ChunkBounds[];
  readonly warnings: readonly string[];
}

/**
 * Finds the chunks of one or many tables in one pass over their bytes. A chunk is a range of all their records put together:
 * small tables share one, a large one has many. Fails with InvalidInput when there are no records, or when the tables differ
 * in their columns or in how they are written.
 */
export async function planTables(
  tables: AsyncIterable<TableToPlan>,
  options: PlanTablesOptions,
): Promise<TablesPlan> {
  const places: TablePlace[] = [];
  let planner: ChunkPlanner | undefined;
  let joined: JoinedFormat | undefined;
  let end = 0;
  let textEnd = 0;
  let records = 0;
  const warnings: string[] = [];
  for await (const table of tables) {
    let headerBytes = 0;
    let start = 0;
    const scan = await scanTable(table.pieces, {
      ...options,
      kind: table.kind,
      maxRecordBytes: options.limits.maxRecordBytes,
      onHeader: (bytes) => {
        headerBytes = bytes;
        start = places.length === 0 ? bytes : end;
        planner ??= createChunkPlanner(options.limits, start);
      },
      onRecord: (recordEnd) => planner?.add(start + recordEnd - headerBytes),
    });
    joined = joinFormats(joined, { path: table.path, format: scan.format, told: scan.told });
    places.push(toPlace(table, scan, { headerBytes, start, firstRow: records + 1 }));
    records += scan.records;
    textEnd = start + scan.bytes - headerBytes;
    end = textEnd + (scan.endsLine ? 0 : 1);
    if (scan.unclosedBytes > 0) {
      planner?.cut(end);
      warnings.push(describeUnclosed(table.path, scan));
    }
  }
  if (joined === undefined || planner === undefined || records === 0) throw toNoRecords(places.length);
  return { format: joined.format, tables: places, records, chunks: planner.finish(textEnd), warnings };
}

function describeUnclosed(path: string, { records, bytes, unclosedBytes }: TableScan): string {
  return `In ${JSON.stringify(path)} the quote that opens in record ${records} is never closed: all after it, ${unclosedBytes} of ${bytes} bytes, is one record`;
}

function toPlace(
  { path, blob, isCopied }: TableToPlan,
  { records, bytes, endsLine }: TableScan,
  place: Pick<TablePlace, 'headerBytes' | 'start' | 'firstRow'>,
): TablePlace {
  return { path, ...blob, ...place, endBytes: bytes, needsNewline: !endsLine, records, isCopied };
}

function toNoRecords(tables: number): ScoringError {
  const message =
    tables > 1
      ? `Cannot score the ${tables} tables: none of them has records`
      : 'Cannot score the table: it has a header but no records';
  return new ScoringError('InvalidInput', message);
}
