import { createRecordScanner, parseTableHeader } from '../../../scoring/csv/csv-boundaries.ts';
import { parseCsv } from '../../../scoring/csv/parse-csv.ts';
import type { TableFormat } from '../../../scoring/table/table-format.ts';

/** The texts of some columns of one row, in the order in which the columns were asked for. */
export type Row = readonly string[];

/** Reads whole records of a table as texts; a column that it has not gives empty texts. */
export function readTexts(
  bytes: Uint8Array<ArrayBuffer>,
  format: TableFormat,
  columns: readonly string[],
): readonly Row[] {
  if (format.kind === 'jsonl') return readJsonLines(bytes, columns);
  const specs = columns.map((name) => ({ name, type: 'string', missing: { rule: 'nan' } }) as const);
  const known = specs.filter(({ name }) => format.header.includes(name));
  const records = parseCsv(bytes, {
    ...{ model: 'series', columns: known, format, include: 'key', firstRow: 1, firstOffset: 0 },
    ...{ key: undefined, exclude: undefined },
  });
  const texts = specs.map(({ name }) => {
    const column = records.columns[known.findIndex((spec) => spec.name === name)];
    return column?.type === 'string' ? column.values : [];
  });
  return Array.from({ length: records.count }, (_, row) => texts.map((values) => values[row] ?? ''));
}

function readJsonLines(bytes: Uint8Array, columns: readonly string[]): readonly Row[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.flatMap((line) => {
    if (line.trim() === '') return [];
    const record: unknown = JSON.parse(line);
    return [columns.map((name) => toText(record, name))];
  });
}

function toText(record: unknown, name: string): string {
  if (typeof record !== 'object' || record === null) return '';
  const value: unknown = Object.entries(record).find(([key]) => key === name)?.[1];
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Records are put together to so many bytes. */
const blockBytes = 1024 * 1024;

/** Cuts a predictions file into blocks of whole rows; `isJson` where it has no header. */
export async function* readFileRows(
  pieces: AsyncIterable<Uint8Array>,
  { isJson, columns }: { readonly isJson: boolean; readonly columns: readonly string[] },
): AsyncGenerator<readonly Row[]> {
  let format: TableFormat | undefined = isJson ? { kind: 'jsonl', header: columns } : undefined;
  for await (const block of cutBlocks(pieces)) {
    if (format === undefined) {
      const head = parseTableHeader(block);
      format = head.format;
      yield readTexts(block.slice(head.headerBytes), format, columns);
    } else yield readTexts(block, format, columns);
  }
}

async function* cutBlocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const scanner = createRecordScanner({ delimiter: ',' });
  let pending: Uint8Array<ArrayBuffer> = new Uint8Array();
  for await (const piece of pieces) {
    let end = 0;
    scanner.scan(piece, (recordEnd) => void (end = recordEnd));
    const joined = new Uint8Array(pending.length + piece.length);
    joined.set(pending);
    joined.set(piece, pending.length);
    const cut = pending.length + end;
    const isEnough = end > 0 && cut >= blockBytes;
    if (isEnough) yield joined.slice(0, cut);
    pending = isEnough ? joined.slice(cut) : joined;
  }
  if (pending.length > 0) yield pending;
}
