/** How long a request waits for others to be run with. */
export interface BatchWait {
  readonly arrived: (nowMs: number) => void;
  /** What is left of the wait of a request that came at `oldestMs`; 0 where it need not wait. */
  readonly remainingMs: (oldestMs: number, nowMs: number) => number;
}

/** A request waits only where another came shortly before it: when there is no traffic, nobody would come to join it. */
export function createBatchWait(maxWaitMs: number): BatchWait {
  let lastMs = -Infinity;
  let isBusy = false;
  return {
    arrived: (nowMs) => {
      isBusy = nowMs - lastMs <= maxWaitMs;
      lastMs = nowMs;
    },
    remainingMs: (oldestMs, nowMs) => (isBusy ? Math.max(0, oldestMs + maxWaitMs - nowMs) : 0),
  };
}
