import { setImmediate as settle } from 'node:timers/promises';
import type { Clock } from '../../../../local/functions-host/triggers/clock.ts';

/** A clock that stands until it is told to go on. */
export interface ManualClock extends Clock {
  /** Goes to a time, stopping at each that something waits for. */
  advanceTo(time: string): Promise<void>;
}

export function createManualClock(start: string): ManualClock {
  let now = new Date(start);
  const waiting = new Set<{ readonly due: Date; readonly callback: () => void }>();
  return {
    now: () => now,
    at(due, callback) {
      const entry = { due, callback };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    async advanceTo(time) {
      const end = new Date(time);
      for (;;) {
        await settle();
        const next = [...waiting].filter(({ due }) => due <= end).sort((a, b) => +a.due - +b.due)[0];
        if (next === undefined) break;
        waiting.delete(next);
        now = next.due > now ? next.due : now;
        next.callback();
      }
      now = end;
    },
  };
}
