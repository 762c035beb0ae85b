import { ActionType, type Action } from '../wire/orchestrator-state.ts';
import type { Wait } from './wait.ts';

/** Raised when a wait includes a task that an earlier Task.any left running. */
export class RepeatedWaitError extends Error {
  override readonly name = 'RepeatedWaitError';
  constructor(orchestration: string, task: string) {
    super(
      `Cannot wait again for ${task} in orchestration "${orchestration}": an earlier Task.any left it running, and on ` +
        'Azure each further wait schedules it once more, with wrong results. Use lanes instead: sub-orchestrations ' +
        'that each call their activities one after another, awaited together with Task.all',
    );
  }
}

/**
 * Remembers what Task.any left running. The state that an orchestrator returns carries no task ids, so a task is known
 * again by its whole action: name and input, or the moment of a timer.
 */
export interface RacedTasks {
  /** Throws where one of the actions is still running from an earlier race. */
  readonly assertFresh: (actions: readonly Action[]) => void;
  readonly add: (actions: readonly Action[], waits: readonly Wait[]) => void;
}

export function createRacedTasks(orchestration: string): RacedTasks {
  const raced: { readonly action: Action; readonly wait: Wait }[] = [];
  return {
    assertFresh(actions) {
      const running = new Set(
        raced.filter(({ wait }) => !wait.isSettled).map(({ action }) => JSON.stringify(action)),
      );
      if (running.size === 0) return;
      const again = actions.find((action) => running.has(JSON.stringify(action)));
      if (again !== undefined) throw new RepeatedWaitError(orchestration, describe(again));
    },
    add(actions, waits) {
      for (const [at, action] of actions.entries()) {
        const wait = waits[at];
        if (wait !== undefined && takesNumber(action)) raced.push({ action, wait });
      }
    },
  };
}

const takesNumber = (action: Action): boolean => action.actionType <= ActionType.CreateTimer;

function describe(action: Action): string {
  if ('functionName' in action) return `"${action.functionName}"`;
  return 'fireAt' in action ? `the timer of ${action.fireAt}` : 'a task';
}
