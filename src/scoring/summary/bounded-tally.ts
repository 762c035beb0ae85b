import { z } from 'zod';

/**
 * A few of what may be many different values, each with all that was noted of it. Of more values than the limit those with the
 * lowest hashes are kept: whoever is among them in the whole is among them in each part in which it comes, so that parts are
 * put together without an error (bottom-k sketch: Cohen, Kaplan, PODC 2007).
 */
export interface BoundedTally<T> {
  readonly limit: number;
  /** Whether all values are there; otherwise `distinct` is an estimate. */
  readonly entries: readonly (readonly [value: string, noted: T])[];
  readonly isWhole: boolean;
}

/** A tally of what `noted` describes, as it is kept. */
export function tallyOf<T extends z.ZodType>(noted: T) {
  return z
    .object({
      limit: z.int(),
      entries: z.array(z.tuple([z.string(), noted]).readonly()).readonly(),
      isWhole: z.boolean(),
    })
    .readonly();
}

export function toBoundedTally<T>(entries: Iterable<readonly [string, T]>, limit: number): BoundedTally<T> {
  const all = [...entries];
  if (all.length <= limit) return { limit, entries: all.sort(byText), isWhole: true };
  const kept = all
    .map((entry) => ({ entry, hash: hashText(entry[0]) }))
    .sort((a, b) => a.hash - b.hash || byText(a.entry, b.entry))
    .slice(0, limit)
    .map(({ entry }) => entry);
  return { limit, entries: kept.sort(byText), isWhole: false };
}

export function addTallies<T>(
  a: BoundedTally<T>,
  b: BoundedTally<T>,
  add: (one: T, other: T) => T,
): BoundedTally<T> {
  const sums = new Map(a.entries);
  for (const [value, noted] of b.entries) {
    const before = sums.get(value);
    sums.set(value, before === undefined ? noted : add(before, noted));
  }
  const sum = toBoundedTally(sums, a.limit);
  return { ...sum, isWhole: sum.isWhole && a.isWhole && b.isWhole };
}

/** How many different values there were; estimated from how close together the lowest hashes lie where not all were kept. */
export function estimateDistinct<T>({ entries, isWhole }: BoundedTally<T>): number {
  if (isWhole) return entries.length;
  const highest = Math.max(...entries.map(([value]) => hashText(value)));
  return Math.round((entries.length - 1) / ((highest + 1) / 2 ** 32));
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** FNV-1a over UTF-16 units, its bits mixed at the end as MurmurHash3 does: alike texts get hashes far apart. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
