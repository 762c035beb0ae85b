import { setTimeout as sleep } from 'node:timers/promises';

export interface ModelPollerOptions {
  readonly refresh: () => Promise<void>;
  /** From the end of one round to the start of the next. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** Looks for changed models again and again, without keeping the process alive; what it gives ends that. */
export function startModelPoller({ refresh, everyMs, onError }: ModelPollerOptions): () => void {
  const stop = new AbortController();
  const { signal } = stop;

  async function poll(): Promise<void> {
    for (;;) {
      await sleep(everyMs, undefined, { signal, ref: false });
      await refresh().catch(onError);
    }
  }

  poll().catch(() => undefined);
  return () => stop.abort();
}
