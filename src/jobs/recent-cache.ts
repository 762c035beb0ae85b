export interface RecentCacheOptions {
  /** The one used longest ago goes first. */
  readonly maxEntries: number;
  /** How long an entry stands; for good where not given. */
  readonly maxAgeMs?: number;
  /** What takes long to create stands so many times as long after that, where it is longer. */
  readonly ageByCost?: number;
  readonly now?: () => Date;
}

/** Gives what was created for a key a while ago, or creates it; those who ask meanwhile share it. What failed or came to `undefined` is created anew. */
export type RecentCache<T> = (key: string, create: () => Promise<T>) => Promise<T>;

export function createRecentCache<T>(options: RecentCacheOptions): RecentCache<T> {
  const { maxEntries, maxAgeMs = Infinity, ageByCost = 0, now = () => new Date() } = options;
  const entries = new Map<string, { readonly value: Promise<T>; endMs: number }>();

  const add = (key: string, value: Promise<T>): Promise<T> => {
    const startMs = now().getTime();
    const entry = { value, endMs: Infinity };
    entries.set(key, entry);
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    value.then((created) => {
      if (created === undefined) forget();
      const readyMs = now().getTime();
      entry.endMs = Math.max(startMs + maxAgeMs, readyMs + ageByCost * (readyMs - startMs));
    }, forget);
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
    return value;
  };

  return (key, create) => {
    const found = entries.get(key);
    if (found === undefined || now().getTime() >= found.endMs) {
      entries.delete(key);
      return add(key, create());
    }
    // Moved to the end: the first entry of a map is the oldest.
    entries.delete(key);
    entries.set(key, found);
    return found.value;
  };
}
