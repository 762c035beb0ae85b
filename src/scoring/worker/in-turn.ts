import { ScoringError } from '../scoring-error.ts';

/** Does one piece of work after the other, in the order in which they are given; throws TooManyRequests where too many wait. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

const maxWaiting = 100;

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  return async (work) => {
    if (waiting >= maxWaiting) {
      const message = `Cannot change the models: ${waiting} changes wait, no more than ${maxWaiting} may`;
      throw new ScoringError('TooManyRequests', message);
    }
    waiting += 1;
    const done = last.then(work).finally(() => (waiting -= 1));
    last = done.catch(() => undefined);
    return done;
  };
}
