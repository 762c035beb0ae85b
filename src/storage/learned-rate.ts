/** How fast a database that throttles may be used, by what it has said so far. */
export interface LearnedRate {
  /** Request units a second; infinite as long as it has refused nothing. */
  readonly current: () => number;
  readonly spent: (units: number) => void;
  /** It has refused something, at a rate of at most `ceiling`. */
  readonly throttled: (ceiling: number) => void;
}

const leastPerSecond = 50;
const backOff = 0.9;
const growthPerSecond = 1.1;

/** Falls by a tenth when the database refuses, at most once a second, and rises by a tenth each second. */
export function createLearnedRate(now: () => number): LearnedRate {
  let learned: { readonly perSecond: number; readonly atMs: number } | undefined;
  let units = 0;
  let countedFromMs = now();

  const current = (): number =>
    learned === undefined ? Infinity : learned.perSecond * growthPerSecond ** ((now() - learned.atMs) / 1000);

  return {
    current,
    spent: (more) => {
      units += more;
    },
    throttled: (ceiling) => {
      const countedMs = now() - countedFromMs;
      // What is under way cannot have heard of the last time.
      if (countedMs < 1000 && learned !== undefined) return;
      const seen = Math.max(leastPerSecond, units / Math.max(1, countedMs / 1000));
      const perSecond = Math.max(leastPerSecond, Math.min(current(), ceiling, seen) * backOff);
      learned = { perSecond, atMs: now() };
      units = 0;
      countedFromMs = now();
    },
  };
}
