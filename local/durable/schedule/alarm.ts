/** Wakes the engine when the next timer is due. */
export interface Alarm {
  /** Looks again for when that is. */
  readonly reset: () => void;
  readonly stop: () => void;
}

// The longest that setTimeout takes; a later alarm is set in steps.
const maxDelayMs = 2 ** 31 - 1;

export function createAlarm(options: {
  readonly nextDueMs: (afterMs: number) => number | undefined;
  /** Called with the moment up to which everything has come due. */
  readonly onDue: (nowMs: number) => void;
}): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let lookedUpToMs = 0;

  const reset = (): void => {
    clearTimeout(timer);
    const dueMs = options.nextDueMs(lookedUpToMs);
    if (dueMs === undefined) return;
    timer = setTimeout(ring, Math.min(Math.max(dueMs - Date.now(), 0), maxDelayMs));
  };
  const ring = (): void => {
    lookedUpToMs = Date.now();
    options.onDue(lookedUpToMs);
    reset();
  };
  return { reset, stop: () => clearTimeout(timer) };
}
