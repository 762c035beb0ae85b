const slots = 1024;
const maxBytes = 64;
const stretchBytes = 32 * 1024;

/** The last string met in each of a fixed number of slots, and where its bytes start. */
export interface StringTable {
  readonly texts: (string | undefined)[];
  readonly starts: Int32Array;
}

export function createStringTable(): StringTable {
  return { texts: new Array<string | undefined>(slots).fill(undefined), starts: new Int32Array(slots) };
}

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The string of a run of ASCII bytes. */
export type SliceText = (start: number, end: number) => string;

/** Makes the strings of a stretch of bytes at once, of which each text is then a slice: a call a text takes far longer. */
export function createTextSlicer(buffer: Buffer): SliceText {
  let stretchStart = 0;
  let stretchEnd = 0;
  let stretch = '';
  return (start, end) => {
    if (start < stretchStart || end > stretchEnd) {
      stretchStart = start;
      stretchEnd = Math.max(end, Math.min(start + stretchBytes, buffer.length));
      stretch = buffer.toString('latin1', stretchStart, stretchEnd);
    }
    return stretch.slice(start - stretchStart, end - stretchStart);
  };
}

/**
 * The string of a run of ASCII bytes with this hash, the same one for equal runs: so the few words of a category are made
 * once, and a column of names costs a bounded memory.
 */
export function internText(table: StringTable, source: TextBytes, hash: number, range: TextRange): string {
  const slot = (hash ^ (hash >>> 15)) & (slots - 1);
  const { texts, starts } = table;
  const known = texts[slot];
  const { start, end } = range;
  if (known?.length === end - start && isSame(source.bytes, starts[slot] ?? 0, range)) return known;
  const text = source.sliceText(start, end);
  if (end - start <= maxBytes) {
    texts[slot] = text;
    starts[slot] = start;
  }
  return text;
}

export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly sliceText: SliceText;
}

/** Whether as many bytes from `first` on are the same; bytes are compared, for those of a string are slow to come by. */
function isSame(bytes: Uint8Array, first: number, { start, end }: TextRange): boolean {
  for (let at = start, known = first; at < end; at++, known++) {
    if (bytes[at] !== bytes[known]) return false;
  }
  return true;
}
