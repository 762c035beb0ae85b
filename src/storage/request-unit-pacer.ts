import { setTimeout as sleep } from 'node:timers/promises';
import { createLearnedRate } from './learned-rate.ts';

export interface RequestUnitPacerOptions {
  /** Request units a second that may be spent; as many as the database takes where not given. */
  readonly perSecond?: number | undefined;
  /** Instances of the app among which the budget is divided; this one alone where not given. */
  readonly writers?: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** What a request of several operations has come to. */
export interface SpentUnits {
  readonly operations: number;
  readonly charge: number;
  /** Whether the database refused some of them for now. */
  readonly throttled: boolean;
}

/**
 * Spends request units no faster than a budget. Where the database throttles although the budget is kept, or there is
 * none, the rate falls by a tenth and rises again bit by bit, so that it settles a little below what the database takes.
 */
export interface RequestUnitPacer {
  /** Operations that a request should hold: a large one would overdraw a small budget by seconds. */
  readonly operationsPerRequest: () => number;
  /** Waits for its turn and for units; fails when the signal says so. */
  readonly admit: (operations: number, signal?: AbortSignal) => Promise<void>;
  readonly learn: (spent: SpentUnits) => void;
}

const maxOperationsPerRequest = 100;
/** Part of a second's budget that one request may hold. */
const requestPart = 0.2;
const firstGuessPerOperation = 8;
const longestNapMs = 250;

export function createRequestUnitPacer({
  perSecond = Infinity,
  writers = () => 1,
  now = () => performance.now(),
}: RequestUnitPacerOptions = {}): RequestUnitPacer {
  let perOperation = firstGuessPerOperation;
  const learned = createLearnedRate(now);
  let available = 0;
  let filledAtMs = now();
  let turn: Promise<void> = Promise.resolve();

  const ceiling = (): number => perSecond / writers();
  const rate = (): number => Math.min(ceiling(), learned.current());

  const refill = (): void => {
    const unitsPerMs = rate() / 1000;
    available = Math.min(rate(), available + (now() - filledAtMs) * unitsPerMs);
    filledAtMs = now();
  };

  const waitForUnits = async (units: number, signal?: AbortSignal): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted();
      if (rate() === Infinity) return;
      refill();
      if (available > 0) break;
      const napMs = Math.min(longestNapMs, Math.max(1, (-available / rate()) * 1000));
      await sleep(napMs, undefined, signal && { signal });
    }
    available -= units;
  };

  return {
    operationsPerRequest: () => {
      const fitting = Math.floor((rate() * requestPart) / perOperation);
      return Math.max(1, Math.min(maxOperationsPerRequest, fitting));
    },
    admit: (operations, signal) => {
      const mine = turn.then(() => waitForUnits(operations * perOperation, signal));
      turn = mine.catch(() => undefined);
      return mine;
    },
    learn: ({ operations, charge, throttled }) => {
      available += operations * perOperation - charge;
      learned.spent(charge);
      if (throttled) learned.throttled(ceiling());
      else perOperation += (charge / operations - perOperation) / 8;
    },
  };
}
