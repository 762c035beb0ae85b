import { carriageReturn, type CsvSyntax, quoteByte, toSyntaxBytes } from './csv-syntax.ts';

/** How the bytes between a field's bounds are to be read. */
export const plainField = 0;
/** They begin with a quote and hold more of them: `toFieldBytes` tells what they mean. */
export const quotedField = 1;
/** The input ends before the closing quote. */
export const unclosedField = 2;

/** The bounds of a run of records: field f of record r is at index `r * width + f`. */
export interface FieldTable {
  readonly width: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  readonly recordStarts: Int32Array;
  /** How many fields each record really has; those beyond the width are not in the table. */
  readonly fieldCounts: Int32Array;
}

export interface FieldSplitter {
  /** Written anew by each split. */
  readonly table: FieldTable;
  /** Splits records from `start` on until the table is full; blank lines are no records. */
  readonly split: (bytes: Uint8Array, start: number) => { readonly records: number; readonly next: number };
}

/** Splits records into fields without copying a byte. */
export function createFieldSplitter(syntax: CsvSyntax, width: number, maxRecords: number): FieldSplitter {
  const { delimiter, newline } = toSyntaxBytes(syntax);
  const table = createFieldTable(width, maxRecords);
  const { starts, recordStarts, fieldCounts } = table;

  const bounds = createFieldBounds(table, { delimiter, newline });

  /** Index after the record's newline, or at the end of the bytes. */
  function splitRecord(bytes: Uint8Array, start: number, record: number): number {
    const first = record * width;
    let field = 0;
    let at = start;
    for (;;) {
      // A field too many is written to the one cell behind the table's last.
      const index = field < width ? first + field : starts.length - 1;
      at =
        bytes[at] === quoteByte ? bounds.writeQuoted(bytes, at, index) : bounds.writePlain(bytes, at, index);
      field++;
      if (at >= bytes.length || bytes[at] === newline) break;
      at++;
    }
    recordStarts[record] = start;
    fieldCounts[record] = field;
    return Math.min(at + 1, bytes.length);
  }

  function split(bytes: Uint8Array, start: number) {
    let records = 0;
    let next = start;
    while (records < maxRecords && next < bytes.length) {
      const blankBytes = blankLineBytes(bytes, next, newline);
      if (blankBytes > 0) next += blankBytes;
      else next = splitRecord(bytes, next, records++);
    }
    return { records, next };
  }

  return { table, split };
}

/** Finds where one field ends, and writes its bounds to a cell of the table. */
function createFieldBounds(
  table: FieldTable,
  syntax: { readonly delimiter: number; readonly newline: number },
) {
  const { starts, ends, kinds } = table;
  const { delimiter, newline } = syntax;
  const trimmed =
    newline === carriageReturn
      ? keepEnd
      : (bytes: Uint8Array, start: number, end: number) =>
          bytes[end] === delimiter ? end : withoutReturn(bytes, start, end);

  /** Writes the bounds of a field that begins with a quote; the index of the delimiter or newline after it. */
  function writeQuoted(bytes: Uint8Array, start: number, index: number): number {
    let at = indexOfQuote(bytes, start + 1);
    const closing = at;
    let open = at === bytes.length;
    while (!open && bytes[at + 1] === quoteByte) {
      at = indexOfQuote(bytes, at + 2);
      open = at >= bytes.length;
    }
    const afterClosing = at + 1;
    const end = open ? bytes.length : indexOfEnd(bytes, afterClosing);
    const contentEnd = trimmed(bytes, afterClosing, end);
    const simple = !open && at === closing && contentEnd === afterClosing;
    starts[index] = simple ? start + 1 : start;
    ends[index] = simple ? closing : open ? end : contentEnd;
    kinds[index] = simple ? plainField : open ? unclosedField : quotedField;
    return end;
  }

  function writePlain(bytes: Uint8Array, start: number, index: number): number {
    const end = indexOfEnd(bytes, start);
    starts[index] = start;
    ends[index] = trimmed(bytes, start, end);
    kinds[index] = plainField;
    return end;
  }

  function indexOfEnd(bytes: Uint8Array, start: number): number {
    let at = start;
    while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== newline) at++;
    return at;
  }

  return { writeQuoted, writePlain };
}

/** Leaves out the carriage return of a CRLF, or of an end without line feed. */
function withoutReturn(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
}

function keepEnd(_bytes: Uint8Array, _start: number, end: number): number {
  return end;
}

function createFieldTable(width: number, maxRecords: number): FieldTable {
  const cells = width * maxRecords + 1;
  return {
    width,
    starts: new Int32Array(cells),
    ends: new Int32Array(cells),
    kinds: new Uint8Array(cells),
    recordStarts: new Int32Array(maxRecords),
    fieldCounts: new Int32Array(maxRecords),
  };
}

function indexOfQuote(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== quoteByte) at++;
  return at;
}

/** The length of a line that holds nothing but its newline; 0 for a line that holds a record. */
function blankLineBytes(bytes: Uint8Array, at: number, newline: number): number {
  if (bytes[at] === newline) return 1;
  if (bytes[at] !== carriageReturn) return 0;
  if (at + 1 === bytes.length) return 1;
  return bytes[at + 1] === newline ? 2 : 0;
}

/** What a quoted field means: its quotes taken off, doubled ones halved, text behind the closing one kept. */
export function toFieldBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const text = new Uint8Array(end - start);
  let length = 0;
  let inside = true;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (inside && byte === quoteByte) {
      if (bytes[at + 1] !== quoteByte || at + 1 >= end) {
        inside = false;
        continue;
      }
      at++;
    }
    text[length++] = byte;
  }
  return text.subarray(0, length);
}
