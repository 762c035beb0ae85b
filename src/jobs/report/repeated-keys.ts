/** Of more records the keys are not compared, for the hashes of all come together in memory. */
export const maxRecordsCompared = 2_000_000;
/** Of so many keys two different ones have the same hash once in ten million tables. */
const hashBytes = 8;
const seeds = [0x9747b28c, 0x3c6ef372] as const;

/** Hashes of 64 bits, one after another; an empty key is none. */
export function hashKeys(keys: readonly string[]): Uint8Array {
  const given = keys.filter((key) => key !== '');
  const hashes = new Uint32Array(given.length * seeds.length);
  let end = 0;
  for (const key of given) for (const seed of seeds) hashes[end++] = hashText(key, seed);
  return new Uint8Array(hashes.buffer);
}

/** MurmurHash3 (x86, 32 bits) over UTF-16 units, each a block. */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) {
    const block = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    hash ^= Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash = Math.imul(hash ^ text.length ^ ((hash ^ text.length) >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** How many keys come more than once. */
export function countRepeatedKeys(parts: readonly Uint8Array[]): number {
  const keys = parts.reduce((sum, { length }) => sum + length / hashBytes, 0);
  const all = new BigUint64Array(keys);
  const bytes = new Uint8Array(all.buffer);
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  all.sort();
  let repeated = 0;
  for (let at = 1; at < keys; at++) if (all[at] === all[at - 1] && all[at] !== all[at - 2]) repeated++;
  return repeated;
}
