import type { HistoryEvent } from '../events/history-event.ts';
import { NonDeterminismError, type ScheduledTask } from './non-determinism.ts';
import { createWait, type OpenWait, type Wait } from './wait.ts';
import type { Decision, TaskDecision } from './decision.ts';

type WithoutId<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

export type TaskDraft = WithoutId<TaskDecision>;

/**
 * The tasks of one replay: numbers them in the order in which they come up, keeps what is decided but not yet in the
 * history, and what is still running.
 */
export interface TaskTable {
  readonly start: (draft: TaskDraft) => Wait;
  /** A canceled timer takes its number and is scheduled, but nobody waits for it. */
  readonly startCanceled: (draft: TaskDraft) => Wait;
  readonly takeNumber: () => number;
  /** The number that the next task will take. */
  readonly peekNumber: () => number;
  readonly decide: (decision: Decision) => void;
  /** Called for an event that says that an earlier turn scheduled a task. */
  readonly confirm: (kind: TaskDecision['kind'], event: HistoryEvent) => void;
  readonly finish: (id: number, outcome: 'succeeded' | 'failed') => void;
  readonly hasOpenTasks: () => boolean;
  readonly decisions: () => Decision[];
  /** Sets aside what is decided, while an orchestration is suspended. */
  readonly suspend: () => void;
  readonly resume: () => void;
}

export function createTaskTable(): TaskTable {
  const open = new Map<number, OpenWait>();
  const decided = new Map<number, Decision>();
  const setAside = new Map<number, Decision>();
  let nextId = 0;

  const number = (draft: TaskDraft): number => {
    const id = nextId++;
    decided.set(id, { ...draft, id });
    return id;
  };
  return {
    start(draft) {
      const wait = createWait();
      open.set(number(draft), wait);
      return wait;
    },
    startCanceled(draft) {
      number(draft);
      const wait = createWait();
      wait.settle('failed');
      return wait;
    },
    takeNumber: () => nextId++,
    peekNumber: () => nextId,
    decide: (decision) => void decided.set(decision.id, decision),
    confirm(kind, event) {
      assertSameTask(decided.get(event.eventId), { kind, event });
      decided.delete(event.eventId);
    },
    finish(id, outcome) {
      const wait = open.get(id);
      open.delete(id);
      wait?.settle(outcome);
    },
    hasOpenTasks: () => open.size > 0,
    decisions: () => [...decided.values()].sort((a, b) => a.id - b.id),
    suspend: () => move(decided, setAside),
    resume: () => move(setAside, decided),
  };
}

function move(from: Map<number, Decision>, to: Map<number, Decision>): void {
  for (const [id, decision] of from) to.set(id, decision);
  from.clear();
}

function assertSameTask(found: Decision | undefined, scheduled: ScheduledTask): void {
  const foundName = found !== undefined && 'name' in found ? found.name : null;
  const isSameName = foundName?.toLowerCase() === scheduled.event.name?.toLowerCase();
  if (found?.kind !== scheduled.kind || !isSameName) throw new NonDeterminismError(scheduled, found);
}
