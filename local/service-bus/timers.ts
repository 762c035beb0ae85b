/** Timers that can all be stopped, each under a key; a later one under the same key replaces the earlier. */
export interface Timers<Key> {
  start(key: Key, atMs: number, act: () => void): void;
  stop(key: Key): void;
  stopAll(): void;
}

/** Node's timers take no longer delay. */
const longestDelayMs = 2 ** 31 - 1;

export function createTimers<Key>(): Timers<Key> {
  const running = new Map<Key, NodeJS.Timeout>();
  const stop = (key: Key): void => {
    clearTimeout(running.get(key));
    running.delete(key);
  };
  const start = (key: Key, atMs: number, act: () => void): void => {
    stop(key);
    const delayMs = atMs - Date.now();
    const due = (): void => {
      running.delete(key);
      if (delayMs > longestDelayMs) start(key, atMs, act);
      else act();
    };
    running.set(key, setTimeout(due, Math.min(Math.max(0, delayMs), longestDelayMs)));
  };
  return { start, stop, stopAll: () => [...running.keys()].forEach(stop) };
}
