import { createRecordScanner } from '../../scoring/csv/csv-boundaries.ts';
import type { DeclaredFormat } from '../../scoring/csv/csv-header.ts';
import { type CsvSyntax, lineFeed, toSyntaxBytes } from '../../scoring/csv/csv-syntax.ts';
import { findCsvFormat } from '../../scoring/csv/find-csv-format.ts';
import { createEncodingDetector, type EncodingDetector } from '../../scoring/csv/detect-encoding.ts';
import { findJsonNames } from '../../scoring/json/json-lines.ts';
import type { ColumnSpec } from '../../scoring/records.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';
import type { ToldMarks } from './join-formats.ts';
import { readHead } from './read-head.ts';

export interface ScanOptions {
  readonly kind: 'csv' | 'jsonl';
  readonly declared: DeclaredFormat;
  /** Those that the model reads: their numbers tell a decimal comma. */
  readonly columns: readonly ColumnSpec[];
  /** Memory that one record may take: what is larger comes from a quote left open. */
  readonly maxRecordBytes: number;
  /** Told where the first record begins, before the first of them. */
  readonly onHeader: (headerBytes: number) => void;
  /** Told where each record ends, newline included. */
  readonly onRecord: (end: number) => void;
}

export interface TableScan {
  readonly format: TableFormat;
  readonly told: ToldMarks;
  readonly records: number;
  readonly bytes: number;
  /** Whether the last byte is a newline. */
  readonly endsLine: boolean;
  /** Bytes of the last record, if its quote is never closed: it takes in all that follows. */
  readonly unclosedBytes: number;
}

/** Nothing in a line of JSON hides a newline. */
const linesSyntax: CsvSyntax = { delimiter: ',', quote: '' };

/** Reads a table once, from its beginning to its end, and tells how it is written and where its records are. */
export async function scanTable(input: AsyncIterable<Uint8Array>, options: ScanOptions): Promise<TableScan> {
  const pieces = input[Symbol.asyncIterator]();
  try {
    return await scanPieces(pieces, options);
  } finally {
    await pieces.return?.();
  }
}

async function scanPieces(pieces: AsyncIterator<Uint8Array>, options: ScanOptions): Promise<TableScan> {
  const head = await readHead(pieces, options);
  const detector = createEncodingDetector();
  detector.push(head);
  const { format, headerBytes, toldDecimal } = readFormat(head, detector, options);
  options.onHeader(headerBytes);
  const syntax = format.kind === 'csv' ? format : linesSyntax;
  const counter = createRecordCounter(syntax, headerBytes, options);
  counter.push(head.subarray(headerBytes));
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    counter.push(next.value);
    if (format.kind === 'csv') detector.push(next.value);
  }
  const toldEncoding = options.declared.encoding ?? detector.toldEncoding();
  const told = format.kind === 'csv' ? { decimal: toldDecimal, encoding: toldEncoding } : {};
  return { format: withEncoding(format, detector, options), told, ...counter.finish() };
}

function readFormat(
  head: Uint8Array,
  detector: EncodingDetector,
  { kind, declared, columns }: ScanOptions,
): {
  readonly format: TableFormat;
  readonly headerBytes: number;
  readonly toldDecimal?: ToldMarks['decimal'];
} {
  if (kind === 'jsonl') {
    if (head.length === 0) throw new ScoringError('InvalidInput', 'Cannot score the table: it is empty');
    const headerBytes = startsWithMark(head) ? byteOrderMark.length : 0;
    return { format: { kind, header: findJsonNames(head.subarray(headerBytes)) }, headerBytes };
  }
  const encoding = declared.encoding ?? detector.encoding();
  return findCsvFormat(head, { declared: { ...declared, encoding }, columns });
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

function startsWithMark(head: Uint8Array): boolean {
  return byteOrderMark.every((byte, k) => head[k] === byte);
}

/** The first character that is not ASCII may come late. */
function withEncoding(
  format: TableFormat,
  detector: EncodingDetector,
  { declared }: ScanOptions,
): TableFormat {
  if (format.kind !== 'csv' || declared.encoding !== undefined) return format;
  return detector.encoding() === 'windows-1252' ? { ...format, encoding: 'windows-1252' } : format;
}

/** Tells where each record ends, over pushes of any size. */
function createRecordCounter(
  syntax: CsvSyntax,
  headerBytes: number,
  { onRecord, maxRecordBytes }: ScanOptions,
) {
  const scanner = createRecordScanner(syntax);
  const { newline } = toSyntaxBytes(syntax);
  let records = 0;
  let bytes = headerBytes;
  let lastEnd = headerBytes;
  let lastByte: number | undefined = lineFeed;
  const onRecordEnd = (index: number, blank: boolean) => {
    lastEnd = bytes + index;
    if (blank) return;
    records++;
    onRecord(lastEnd);
  };
  return {
    push(piece: Uint8Array) {
      scanner.scan(piece, onRecordEnd);
      bytes += piece.length;
      lastByte = piece.at(-1) ?? lastByte;
      if (bytes - lastEnd > maxRecordBytes) throw toTooLarge(records + 1, maxRecordBytes);
    },
    finish() {
      const { pendingBytes, openQuote } = scanner.finish();
      if (pendingBytes > 0) {
        records++;
        onRecord(bytes);
      }
      const endsLine = lastByte === newline || bytes === headerBytes;
      return { records, bytes, unclosedBytes: openQuote ? pendingBytes : 0, endsLine };
    },
  };
}

function toTooLarge(record: number, maxRecordBytes: number): ScoringError {
  const reason = `record ${record} is over ${maxRecordBytes} bytes, a quote may be left open`;
  return new ScoringError('InvalidInput', `Cannot score the table: ${reason}`);
}
