import { toBuffer } from './csv-syntax.ts';

const slots = 1024;
const maxBytes = 64;

/** Gives equal runs of ASCII bytes the same string; undefined where a byte is not ASCII. */
export type StringInterner = (bytes: Uint8Array, start: number, end: number) => string | undefined;

/**
 * Remembers the last string in each of a fixed number of slots, so that the few words of a category are made once
 * and a column of names costs a bounded memory.
 */
export function createStringInterner(): StringInterner {
  const texts: (string | undefined)[] = new Array<string | undefined>(slots).fill(undefined);
  return (bytes, start, end) => {
    let hash = end - start;
    let all = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      all |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (all > 0x7f) return undefined;
    const slot = (hash ^ (hash >>> 15)) & (slots - 1);
    const known = texts[slot];
    if (known !== undefined && isSame(known, bytes, start, end)) return known;
    const text = toBuffer(bytes).toString('latin1', start, end);
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
