/** Bytes that CSV gives a meaning to. */
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;

/** Stands for the quote of a table that has none: no byte is equal to it. */
export const noByte = -1;

/** What separates fields and records; the same for the planner's scan and the parse. */
export interface CsvSyntax {
  /** One ASCII character. */
  readonly delimiter: string;
  /** Ends a record: a line feed (a carriage return before it belongs to it) where not given. */
  readonly newline?: '\n' | '\r';
  /** What fields may stand in: one ASCII character, `"` where not given; none where empty. */
  readonly quote?: string;
}

export interface SyntaxBytes {
  readonly delimiter: number;
  readonly newline: number;
  readonly quote: number;
}

/**
 * Where a byte stands. A quote opens a quoted field only as the first byte of a field; what follows a closing
 * quote up to the next delimiter belongs to the field and is plain text, as Python's reader has it.
 */
export const fieldStart = 0;
export const inPlain = 1;
export const inQuotes = 2;
export const afterQuote = 3;
export type CsvState = typeof fieldStart | typeof inPlain | typeof inQuotes | typeof afterQuote;

export function toSyntaxBytes({ delimiter, newline = '\n', quote = '"' }: CsvSyntax): SyntaxBytes {
  return {
    delimiter: delimiter.charCodeAt(0),
    newline: newline.charCodeAt(0),
    quote: quote === '' ? noByte : quote.charCodeAt(0),
  };
}

/** A view on the same bytes with Node's native search. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
