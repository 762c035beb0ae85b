const slots = 1024;
const maxBytes = 64;

/** Gives equal runs of ASCII bytes with equal hashes the same string. */
export type StringInterner = (start: number, end: number, hash: number) => string;

/**
 * Remembers the last string in each of a fixed number of slots, so that the few words of a category are made once
 * and a column of names costs a bounded memory.
 */
export function createStringInterner(buffer: Buffer): StringInterner {
  const texts: (string | undefined)[] = new Array<string | undefined>(slots).fill(undefined);
  return (start, end, hash) => {
    const slot = (hash ^ (hash >>> 15)) & (slots - 1);
    const known = texts[slot];
    if (known !== undefined && isSame(known, buffer, start, end)) return known;
    const text = buffer.toString('latin1', start, end);
    if (end - start <= maxBytes) texts[slot] = text;
    return text;
  };
}

function isSame(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at - start) !== bytes[at]) return false;
  }
  return true;
}
