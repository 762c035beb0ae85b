import { setTimeout as sleep } from 'node:timers/promises';

export interface WorkQueue<Key> {
  /** Queues a key, once; one that is running is run again afterwards. */
  readonly add: (key: Key) => void;
  readonly start: () => void;
  /** Takes no more, and waits a moment for what runs; what ends later finds the signal raised and changes nothing. */
  readonly stop: () => Promise<void>;
}

const firstRetryMs = 50;
const maxRetryMs = 5_000;
const maxStopMs = 2_000;

/**
 * Runs work by key: never the same key twice at once, and only so many at a time. Work that throws was lost (a worker
 * died) and runs again, later each time.
 */
export function createWorkQueue<Key>(options: {
  readonly limit: number;
  readonly run: (key: Key) => Promise<void>;
  readonly onLost: (key: Key, error: unknown) => void;
  readonly signal: AbortSignal;
}): WorkQueue<Key> {
  const queued = new Set<Key>();
  const running = new Map<Key, Promise<void>>();
  const lost = new Map<Key, number>();
  let isStarted = false;

  const pump = (): void => {
    if (!isStarted || options.signal.aborted) return;
    for (const key of queued) {
      if (running.size >= options.limit) return;
      if (running.has(key)) continue;
      queued.delete(key);
      running.set(key, runOne(key));
    }
  };
  const runOne = async (key: Key): Promise<void> => {
    // Never in the caller's own call: it may be inside a transaction.
    await Promise.resolve();
    try {
      await options.run(key);
      lost.delete(key);
    } catch (error) {
      if (!options.signal.aborted) await waitAndQueueAgain(key, error);
    }
    running.delete(key);
    pump();
  };
  const waitAndQueueAgain = async (key: Key, error: unknown): Promise<void> => {
    const times = lost.get(key) ?? 0;
    lost.set(key, times + 1);
    options.onLost(key, error);
    await sleep(Math.min(firstRetryMs * 2 ** times, maxRetryMs), undefined, { signal: options.signal }).catch(
      () => undefined,
    );
    queued.add(key);
  };
  return {
    add(key) {
      queued.add(key);
      pump();
    },
    start() {
      isStarted = true;
      pump();
    },
    async stop() {
      isStarted = false;
      await Promise.race([Promise.all(running.values()), sleep(maxStopMs, undefined, { ref: false })]);
    },
  };
}
