import { hash } from 'node:crypto';

/** Of more records the keys are not compared, for the hashes of all come together in memory. */
export const maxRecordsCompared = 2_000_000;
/** Of so many keys two different ones have the same hash once in ten million tables. */
const hashBytes = 8;

/** Hashes of 64 bits, one after another; an empty key is none. */
export function hashKeys(keys: readonly string[]): Uint8Array {
  const given = keys.filter((key) => key !== '');
  const hashes = Buffer.alloc(given.length * hashBytes);
  for (const [at, key] of given.entries())
    hashes.write(hash('sha256', key, 'binary'), at * hashBytes, hashBytes, 'binary');
  return hashes;
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
