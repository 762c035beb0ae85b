import { carriageReturn, type SyntaxBytes } from './csv-syntax.ts';

/** How the bytes between a field's bounds are to be read. */
export const plainField = 0;
/** They begin with a quote and hold more of them: `toFieldBytes` tells what they mean. */
export const quotedField = 1;
/** The input ends before the closing quote. */
export const unclosedField = 2;

/** Where the text of a field is. */
export interface FieldBounds {
  readonly start: number;
  readonly end: number;
  readonly kind: number;
}

/** Finds the bounds of one field after another. */
export interface FieldCursor {
  /** Those of the last field read; written anew by each `read`. */
  readonly field: FieldBounds;
  /** Reads the field that starts here; the index of the delimiter or newline after it, or the length of the bytes. */
  readonly read: (start: number) => number;
}

export function createFieldCursor(
  bytes: Uint8Array,
  { delimiter, newline, quote }: SyntaxBytes,
): FieldCursor {
  const field = { start: 0, end: 0, kind: plainField };

  function read(start: number): number {
    return bytes[start] === quote ? readQuoted(start) : readPlain(start);
  }

  function readPlain(start: number): number {
    const next = indexOfEnd(start);
    setField(start, trimReturn(start, next), plainField);
    return next;
  }

  function readQuoted(start: number): number {
    const closing = indexOfQuote(start + 1);
    let last = closing;
    while (bytes[last + 1] === quote) last = indexOfQuote(last + 2);
    if (last >= bytes.length) {
      setField(start, bytes.length, unclosedField);
      return bytes.length;
    }
    const next = indexOfEnd(last + 1);
    const end = trimReturn(last + 1, next);
    // Most quoted fields hold nothing but text between two quotes: they can be read where they are.
    if (last === closing && end === last + 1) setField(start + 1, closing, plainField);
    else setField(start, end, quotedField);
    return next;
  }

  function setField(start: number, end: number, kind: number): void {
    field.start = start;
    field.end = end;
    field.kind = kind;
  }

  function indexOfEnd(start: number): number {
    let at = start;
    while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== newline) at++;
    return at;
  }

  function indexOfQuote(start: number): number {
    let at = start;
    while (at < bytes.length && bytes[at] !== quote) at++;
    return at;
  }

  /** Leaves out the carriage return of a CRLF, or of an end without line feed. */
  function trimReturn(start: number, next: number): number {
    const isLast = next > start && bytes[next] !== delimiter && newline !== carriageReturn;
    return isLast && bytes[next - 1] === carriageReturn ? next - 1 : next;
  }

  return { field, read };
}

/** What a quoted field means: its quotes taken off, doubled ones halved, text behind the closing one kept. */
export function toFieldBytes(bytes: Uint8Array, { start, end }: FieldBounds): Uint8Array {
  const quote = bytes[start];
  const text = new Uint8Array(end - start);
  let length = 0;
  let inside = true;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (inside && byte === quote) {
      if (bytes[at + 1] !== quote || at + 1 >= end) {
        inside = false;
        continue;
      }
      at++;
    }
    text[length++] = byte;
  }
  return text.subarray(0, length);
}
