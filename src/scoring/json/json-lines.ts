import { carriageReturn, lineFeed, toBuffer } from '../csv/csv-syntax.ts';

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

/** A line that holds nothing, or only the carriage return of its newline; the planner's scan has it so too. */
function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  return end === start || (end === start + 1 && bytes[start] === carriageReturn);
}

const maxSampled = 100;

/** The names of the values of the first records, in the order in which they come; what is no object has none. */
export function findJsonNames(bytes: Uint8Array): readonly string[] {
  const names = new Set<string>();
  let line = nextLine(bytes, 0);
  for (let k = 0; k < maxSampled && line !== undefined; k++) {
    for (const name of listNames(toBuffer(bytes.subarray(line.start, line.end)).toString())) names.add(name);
    line = nextLine(bytes, line.next);
  }
  return [...names];
}

function listNames(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}
