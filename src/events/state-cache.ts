import type { StoredState } from './device-state.ts';

/** States of devices as they were seen last: one that is outdated costs a write that is refused, never a wrong one. */
export interface StateCache {
  get(device: string, model: string): StoredState | undefined;
  set(stored: StoredState): void;
  forget(device: string, model: string): void;
}

const defaultEntries = 20_000;

const toKey = (device: string, model: string): string => `${model}\n${device}`;

/** Keeps so many states; the one written longest ago goes first. */
export function createStateCache(maxEntries = defaultEntries): StateCache {
  const entries = new Map<string, StoredState>();
  return {
    get: (device, model) => entries.get(toKey(device, model)),
    set: (stored) => {
      const key = toKey(stored.state.device, stored.state.model);
      // Moved to the end: the first entry of a map is the oldest.
      entries.delete(key);
      entries.set(key, stored);
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    },
    forget: (device, model) => void entries.delete(toKey(device, model)),
  };
}
