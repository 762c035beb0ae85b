const maxSkips = 32;

/** Says by rounds when what has failed is tried again: in the next one, then after one, two, four... others. */
export interface RetrySchedule {
  readonly noteFailure: (id: string) => void;
  readonly noteSuccess: (id: string) => void;
  readonly isNoted: (id: string) => boolean;
  /** Asked once a round. */
  readonly isDue: (id: string) => boolean;
}

export function createRetrySchedule(): RetrySchedule {
  const failures = new Map<string, { readonly skips: number; left: number }>();
  return {
    noteFailure: (id) => {
      const before = failures.get(id)?.skips;
      const skips = before === undefined ? 0 : Math.min(maxSkips, Math.max(1, before * 2));
      failures.set(id, { skips, left: skips });
    },
    noteSuccess: (id) => failures.delete(id),
    isNoted: (id) => failures.has(id),
    isDue: (id) => {
      const failure = failures.get(id);
      if (failure === undefined) return false;
      failure.left -= 1;
      return failure.left < 0;
    },
  };
}
