import { carriageReturn, lineFeed, toBuffer } from './csv-syntax.ts';

const space = 0x20;
const tab = 0x09;

/** Where a line with something in it is. */
export interface LineBounds {
  readonly start: number;
  /** Without its newline. */
  readonly end: number;
  /** After its newline. */
  readonly next: number;
}

/** The first line from here on that is not blank. */
export function nextLine(bytes: Uint8Array, from: number): LineBounds | undefined {
  const buffer = toBuffer(bytes);
  for (let start = from; start < bytes.length;) {
    const found = buffer.indexOf(lineFeed, start);
    const end = found === -1 ? bytes.length : found;
    const next = found === -1 ? bytes.length : found + 1;
    if (!isBlankLine(bytes, start, end)) return { start, end, next };
    start = next;
  }
  return undefined;
}

/** Lines that are not blank. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let line = nextLine(bytes, 0); line !== undefined; line = nextLine(bytes, line.next)) lines++;
  return lines;
}

export function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== space && byte !== tab && byte !== carriageReturn) return false;
  }
  return true;
}
