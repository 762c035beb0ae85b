import type { TableFormat } from './chunk-scorer.ts';
import { createFieldCursor, unclosedField } from './csv-fields.ts';
import { carriageReturn, type CsvSyntax, lineFeed, quoteByte } from './csv-syntax.ts';
import { toFieldText } from './field-text.ts';
import { ScoringError } from './scoring-error.ts';

const delimiters = [',', ';', '\t', '|'] as const;
const delimiterBytes = delimiters.map((delimiter) => delimiter.charCodeAt(0));
const byteOrderMark = [0xef, 0xbb, 0xbf];

export interface TableHeader {
  readonly format: TableFormat;
  readonly header: readonly string[];
  readonly delimiter: string;
  /** Length of the header with its byte order mark and newline: where the first record begins. */
  readonly headerBytes: number;
}

/** Whether these first bytes of a table hold its whole header; if not, more of them are needed. */
export function hasWholeHeader(bytes: Uint8Array): boolean {
  return findHeader(bytes).complete;
}

/**
 * Reads the header of a CSV table from its first bytes and finds out how the table is written.
 * Throws InvalidInput for an empty table, and for column names that are empty or come twice.
 */
export function parseTableHeader(bytes: Uint8Array): TableHeader {
  const { start, end, next, newline, delimiter } = findHeader(bytes);
  if (end === start) throw fault('it is empty');
  const syntax: CsvSyntax = newline === '\r' ? { delimiter, newline } : { delimiter };
  const header = splitHeader(bytes.subarray(start, end), syntax);
  assertColumnNames(header);
  return { format: { kind: 'csv', ...syntax, header }, header, delimiter, headerBytes: next };
}

/** The bounds of the header: after the byte order mark and blank lines, up to the first newline outside quotes. */
function findHeader(bytes: Uint8Array) {
  let start = byteOrderMark.every((byte, k) => bytes[k] === byte) ? byteOrderMark.length : 0;
  while (isNewline(bytes[start])) start++;
  const { end, delimiter } = scanHeader(bytes, start);
  const isReturn = bytes[end] === carriageReturn;
  const isPair = isReturn && bytes[end + 1] === lineFeed;
  // A carriage return as the last byte may be half a newline.
  const complete = end < bytes.length && !(isReturn && end + 1 === bytes.length);
  const next = Math.min(end + (isPair ? 2 : 1), bytes.length);
  const newline = isReturn && !isPair ? '\r' : '\n';
  return { start, end, next, complete, newline, delimiter } as const;
}

/** The end of the header, and the delimiter that comes most often outside its quotes. */
function scanHeader(bytes: Uint8Array, start: number) {
  const counts = delimiters.map(() => 0);
  let inQuotes = false;
  let atFieldStart = true;
  let end = start;
  for (; end < bytes.length; end++) {
    const byte = bytes[end] ?? 0;
    if (!inQuotes && isNewline(byte)) break;
    const which: number = inQuotes ? -1 : delimiterBytes.indexOf(byte);
    if (which >= 0) counts[which] = (counts[which] ?? 0) + 1;
    if (byte === quoteByte) inQuotes = inQuotes ? false : atFieldStart || bytes[end - 1] === quoteByte;
    atFieldStart = which >= 0;
  }
  const most = counts.indexOf(Math.max(...counts));
  return { end, delimiter: delimiters[most] ?? ',' };
}

function splitHeader(line: Uint8Array, syntax: CsvSyntax): string[] {
  const { field, read } = createFieldCursor(line, syntax);
  const names: string[] = [];
  for (let start = 0; start <= line.length;) {
    start = read(start) + 1;
    if (field.kind === unclosedField) throw fault('its header has a quote that is never closed');
    const name = toFieldText(line, field);
    if (name === undefined) throw fault('its header is not UTF-8 text');
    names.push(name);
  }
  return names;
}

function assertColumnNames(header: readonly string[]): void {
  const seen = new Set<string>();
  for (const [k, name] of header.entries()) {
    if (name === '') throw fault(`column ${k + 1} of its header has no name`);
    if (seen.has(name)) throw fault(`column "${name}" comes twice in its header`);
    seen.add(name);
  }
}

function isNewline(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

function fault(what: string): ScoringError {
  return new ScoringError('InvalidInput', `Cannot score the table: ${what}`);
}
