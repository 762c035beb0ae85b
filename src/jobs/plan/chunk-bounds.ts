/** Whole records of the input, scored by one activity. */
export interface ChunkBounds {
  /** 1-based row of the first record. */
  readonly firstRow: number;
  readonly records: number;
  /** First byte in the input. */
  readonly offset: number;
  readonly bytes: number;
}

const digits = 15;
const numbersPerEntry = 4;

/** Bytes of one entry in the chunk index: of fixed width, so that a chunk finds its own without reading the others. */
export const chunkEntryBytes = numbersPerEntry * (digits + 1);

/** `firstRow records offset bytes` with leading zeros and a newline. */
export function formatChunkEntry({ firstRow, records, offset, bytes }: ChunkBounds): string {
  const numbers = [firstRow, records, offset, bytes].map((value) => String(value).padStart(digits, '0'));
  return numbers.join(' ') + '\n';
}

/** Reads back what `formatChunkEntry` wrote. */
export function parseChunkEntry(text: string): ChunkBounds {
  const [firstRow, records, offset, bytes] = text.trimEnd().split(' ').map(Number);
  const all = [firstRow, records, offset, bytes];
  if (text.length !== chunkEntryBytes || !all.every(Number.isSafeInteger)) {
    throw new Error(`Cannot read a chunk entry: it is ${JSON.stringify(text)}`);
  }
  return { firstRow: firstRow ?? 0, records: records ?? 0, offset: offset ?? 0, bytes: bytes ?? 0 };
}
