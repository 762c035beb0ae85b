import type { AppFunctions } from '../app-functions.ts';
import type { Invoker } from '../../functions-host/invoker.ts';
import type { DurableSettings } from '../durable-settings.ts';
import type { Store } from '../store/open-store.ts';
import type { Ticks } from '../wire/ticks.ts';
import type { HistoryCache } from './history-cache.ts';
import type { NewExecutionId } from './start-execution.ts';

/** What every turn works with. */
export interface TurnContext {
  readonly store: Store;
  readonly cache: HistoryCache;
  readonly invoker: Invoker;
  readonly functions: AppFunctions;
  readonly settings: DurableSettings;
  readonly clock: () => Ticks;
  /** Which messages are due. */
  readonly nowMs: () => number;
  readonly newExecutionId: NewExecutionId;
  readonly log: (line: string) => void;
}

/** What a change of state leaves to be done by the running engine. */
export interface Wakeups {
  readonly instanceIds: readonly string[];
  readonly activityIds: readonly number[];
  readonly hasTimers: boolean;
}
