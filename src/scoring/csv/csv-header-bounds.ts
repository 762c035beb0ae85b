import { carriageReturn, lineFeed, noByte } from './csv-syntax.ts';

const delimiters = [',', ';', '\t', '|'] as const;
const delimiterBytes = delimiters.map((delimiter) => delimiter.charCodeAt(0));
const doubleQuote = 0x22;
const singleQuote = 0x27;
const bigS = 0x53;
const smallS = 0x73;
/** Of `sep=;` with what a spreadsheet filled it up, to the width of its table. */
const maxSeparatorLine = 4096;
const byteOrderMark = [0xef, 0xbb, 0xbf];

export interface DeclaredSyntax {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
}

/** Where the header of a table is, and what separates its fields. */
export interface HeaderBounds {
  /** After the byte order mark, blank lines and a line that tells the delimiter. */
  readonly start: number;
  /** Of its text. */
  readonly end: number;
  /** After its newline. */
  readonly next: number;
  /** Whether its end is within the bytes. */
  readonly complete: boolean;
  readonly newline: '\n' | '\r';
  readonly delimiter: string;
  readonly quote: string;
}

/** Finds the header in the first bytes of a table: up to the first newline outside quotes. */
export function findHeader(bytes: Uint8Array, declared: DeclaredSyntax): HeaderBounds {
  const first = skipNewlines(
    bytes,
    byteOrderMark.every((byte, k) => bytes[k] === byte) ? byteOrderMark.length : 0,
  );
  const separator = readSeparatorLine(bytes, first);
  const start = skipNewlines(bytes, separator?.end ?? first);
  const quote = declared.quote ?? detectQuote(bytes, start);
  const { end, delimiter } = scanHeader(bytes, start, quote === '' ? noByte : quote.charCodeAt(0));
  const isReturn = bytes[end] === carriageReturn;
  const isPair = isReturn && bytes[end + 1] === lineFeed;
  // A carriage return as the last byte may be half a newline.
  const complete = end < bytes.length && !(isReturn && end + 1 === bytes.length);
  const next = Math.min(end + (isPair ? 2 : 1), bytes.length);
  const newline = isReturn && !isPair ? '\r' : '\n';
  return {
    start,
    end,
    next,
    complete,
    newline,
    delimiter: declared.delimiter ?? separator?.delimiter ?? delimiter,
    quote,
  };
}

/** The line `sep=;` in front of a header, by which Excel is told the delimiter; it is not a part of the table. */
function readSeparatorLine(bytes: Uint8Array, start: number) {
  if (bytes[start] !== doubleQuote && bytes[start] !== smallS && bytes[start] !== bigS) return undefined;
  const line = Buffer.from(bytes.subarray(start, start + maxSeparatorLine)).toString('latin1');
  const [found, delimiter] = /^"?sep=((?!")[\t!-/:-@[-`{-~])"?[ ,;\t|]*(?=[\r\n])/i.exec(line) ?? [];
  return found === undefined || delimiter === undefined
    ? undefined
    : { delimiter, end: start + found.length };
}

function skipNewlines(bytes: Uint8Array, from: number): number {
  let start = from;
  while (isNewline(bytes[start])) start++;
  return start;
}

/** The end of the header, and the delimiter that comes most often outside its quotes. */
function scanHeader(bytes: Uint8Array, start: number, quote: number) {
  const counts = delimiters.map(() => 0);
  let inQuotes = false;
  let atFieldStart = true;
  let end = start;
  for (; end < bytes.length; end++) {
    const byte = bytes[end] ?? 0;
    if (!inQuotes && isNewline(byte)) break;
    const which: number = inQuotes ? -1 : delimiterBytes.indexOf(byte);
    if (which >= 0) counts[which] = (counts[which] ?? 0) + 1;
    if (byte === quote) inQuotes = inQuotes ? false : atFieldStart || bytes[end - 1] === quote;
    atFieldStart = which >= 0;
  }
  const most = counts.indexOf(Math.max(...counts));
  return { end, delimiter: delimiters[most] ?? ',' };
}

/** An apostrophe where every name of the first line stands in apostrophes, as MySQL may write them. */
function detectQuote(bytes: Uint8Array, start: number): string {
  if (bytes[start] !== singleQuote) return '"';
  let end = start;
  while (end < bytes.length && !isNewline(bytes[end])) end++;
  const line = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  return !line.includes(String.fromCharCode(doubleQuote)) && /^'[^']*'([,;\t|]'[^']*')*$/.test(line)
    ? "'"
    : '"';
}

function isNewline(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}
