import { createWait, type Wait } from './wait.ts';
import type { Ticks } from '../wire/ticks.ts';

const day = 24n * 3_600n * 10_000_000n;
const maxDelay = 6n * day;
const interval = 3n * day;

/** Sleeps until a moment; one more than six days away is slept through in steps of three days. */
export function sleepUntil(fireAt: Ticks, run: { now(): Ticks; timer(fireAt: Ticks): Wait }): Wait {
  if (fireAt - run.now() <= maxDelay) return run.timer(fireAt);
  const result = createWait();
  const step = (): void => {
    const left = fireAt - run.now();
    if (left <= 0n) result.settle('succeeded');
    else run.timer(run.now() + (left < interval ? left : interval)).then(step);
  };
  step();
  return result;
}
