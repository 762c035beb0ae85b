/**
 * Something that an orchestration waits for. What follows runs at once when it settles, inside the event that settled
 * it, as the Durable Task Framework does: task numbers depend on that order, so a promise will not do.
 */
export interface Wait {
  readonly isSettled: boolean;
  readonly hasFailed: boolean;
  readonly then: (next: () => void) => void;
}

export type OpenWait = Wait & { settle(outcome: 'succeeded' | 'failed'): void };

export function createWait(): OpenWait {
  let outcome: 'succeeded' | 'failed' | undefined;
  let waiting: (() => void)[] = [];
  return {
    get isSettled() {
      return outcome !== undefined;
    },
    get hasFailed() {
      return outcome === 'failed';
    },
    then(next) {
      if (outcome === undefined) waiting.push(next);
      else next();
    },
    settle(how) {
      if (outcome !== undefined) return;
      outcome = how;
      const ready = waiting;
      waiting = [];
      for (const next of ready) next();
    },
  };
}

export const succeeded: Wait = settled('succeeded');

export const failed: Wait = settled('failed');

function settled(outcome: 'succeeded' | 'failed'): Wait {
  return { isSettled: true, hasFailed: outcome === 'failed', then: (next) => next() };
}

/** Settles when every one of them has; fails when any did. */
export function waitForAll(waits: readonly Wait[]): Wait {
  const all = createWait();
  let left = waits.length;
  for (const wait of waits) {
    wait.then(() => {
      left -= 1;
      if (left === 0) all.settle(waits.some((one) => one.hasFailed) ? 'failed' : 'succeeded');
    });
  }
  return all;
}

/** Settles with the first of them. */
export function waitForAny(waits: readonly Wait[]): Wait {
  const any = createWait();
  for (const wait of waits) wait.then(() => any.settle('succeeded'));
  return any;
}
