import {
  afterQuote,
  carriageReturn,
  type CsvState,
  type CsvSyntax,
  fieldStart,
  inPlain,
  inQuotes,
  noByte,
  toBuffer,
  toSyntaxBytes,
} from './csv-syntax.ts';

export { hasWholeHeader, parseTableHeader, type TableHeader } from './csv-header.ts';

/** `end` is the index in the bytes just given, after the record's newline; a blank line is not a record. */
export type OnRecordEnd = (end: number, blank: boolean) => void;

export interface RecordScanner {
  /** Reports each record that ends within these bytes; the state is kept for the next call. */
  readonly scan: (bytes: Uint8Array, onRecordEnd: OnRecordEnd) => void;
  /** What is left without a newline: the bytes of a last record, 0 if none, and whether a quote is still open. */
  readonly finish: () => { readonly openQuote: boolean; readonly pendingBytes: number };
}

/** Finds the ends of records in a stream of CSV bytes that is cut anywhere, after the header. */
export function createRecordScanner(syntax: CsvSyntax): RecordScanner {
  const { delimiter, newline, quote } = toSyntaxBytes(syntax);
  let state: CsvState = fieldStart;
  let pendingBytes = 0;
  let pendingReturn = false;

  function step(byte: number): CsvState {
    if (state === inQuotes) return byte === quote ? afterQuote : inQuotes;
    if (byte === quote && state !== inPlain) return inQuotes;
    return byte === delimiter ? fieldStart : inPlain;
  }

  /** The index of the newline that ends the record, byte by byte; the length of the bytes if it goes on. */
  function walk(bytes: Uint8Array, start: number): number {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === newline && state !== inQuotes) return at;
      state = step(byte);
    }
    return bytes.length;
  }

  function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
    const length = pendingBytes + end - start;
    return length === 0 || (length === 1 && (pendingReturn || bytes[start] === carriageReturn));
  }

  function scan(bytes: Uint8Array, onRecordEnd: OnRecordEnd): void {
    const buffer = toBuffer(bytes);
    let nextQuote = -1;
    for (let start = 0; start < bytes.length;) {
      if (nextQuote < start) nextQuote = nextIndex(buffer, quote, start);
      const jump = state === inQuotes ? bytes.length : nextIndex(buffer, newline, start);
      const end = jump < bytes.length && jump < nextQuote ? jump : walk(bytes, start);
      if (end === bytes.length) {
        pendingReturn = pendingBytes === 0 && bytes[start] === carriageReturn;
        pendingBytes += end - start;
        return;
      }
      onRecordEnd(end + 1, isBlank(bytes, start, end));
      start = end + 1;
      state = fieldStart;
      pendingBytes = 0;
      pendingReturn = false;
    }
  }

  function finish() {
    const blank = pendingReturn && pendingBytes === 1;
    return { openQuote: state === inQuotes, pendingBytes: blank ? 0 : pendingBytes };
  }

  return { scan, finish };
}

/** The length of the bytes where the byte is not found, so that comparisons need no special case. */
function nextIndex(buffer: Buffer, byte: number, from: number): number {
  const index = byte === noByte ? -1 : buffer.indexOf(byte, from);
  return index === -1 ? buffer.length : index;
}
