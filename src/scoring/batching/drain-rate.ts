/** How many records a second leave a queue, the last runs counting most. */
export interface DrainRate {
  /** Work begins after a time without any. */
  readonly begin: () => void;
  /** So many records have been answered. */
  readonly count: (records: number) => void;
  /** Seconds until so many records are gone: at least 1, which is also said where nothing is known yet. */
  readonly toSeconds: (records: number) => number;
}

/** What is left of the past with each run. */
const memory = 0.9;
const maxSeconds = 60;

export function createDrainRate(now: () => number = () => performance.now()): DrainRate {
  let drained = 0;
  let elapsedMs = 0;
  let sinceMs = now();
  return {
    begin: () => void (sinceMs = now()),
    count: (records) => {
      const nowMs = now();
      drained = drained * memory + records;
      elapsedMs = elapsedMs * memory + nowMs - sinceMs;
      sinceMs = nowMs;
    },
    toSeconds: (records) => {
      if (drained === 0) return 1;
      const seconds = Math.ceil((records * elapsedMs) / drained / 1000);
      return Math.min(Math.max(seconds, 1), maxSeconds);
    },
  };
}
