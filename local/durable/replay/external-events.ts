import type { HistoryEvent } from '../events/history-event.ts';
import { createWait, type OpenWait, type Wait } from './wait.ts';

/** Brings the events raised from outside together with who waits for them, by name in any case. */
export interface ExternalEvents {
  readonly waitFor: (name: string) => Wait;
  readonly raise: (event: HistoryEvent) => void;
  /** Leaves an event for the next generation, whoever waits. */
  readonly keep: (event: HistoryEvent) => void;
  /** Events that nobody has taken. */
  readonly untaken: () => readonly HistoryEvent[];
}

export function createExternalEvents(): ExternalEvents {
  const waiting = new Map<string, OpenWait[]>();
  const buffered: HistoryEvent[] = [];
  const keyOf = (name: string | null): string => (name ?? '').toLowerCase();
  return {
    waitFor(name) {
      const wait = createWait();
      const at = buffered.findIndex((event) => keyOf(event.name) === keyOf(name));
      if (at >= 0) {
        buffered.splice(at, 1);
        wait.settle('succeeded');
      } else {
        waiting.set(keyOf(name), [...(waiting.get(keyOf(name)) ?? []), wait]);
      }
      return wait;
    },
    raise(event) {
      // The last to wait is the first to get it, as on the real host.
      const wait = waiting.get(keyOf(event.name))?.pop();
      if (wait === undefined) buffered.push(event);
      else wait.settle('succeeded');
    },
    keep: (event) => {
      buffered.push(event);
    },
    untaken: () => buffered,
  };
}
