import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../../../local/durable/events/history-event.ts';
import {
  eventRaised,
  executionStarted,
  orchestratorStarted,
} from '../../../../local/durable/events/lifecycle-events.ts';
import {
  subOrchestrationCreated,
  taskCompleted,
  taskFailed,
  taskScheduled,
  timerCreated,
  timerFired,
} from '../../../../local/durable/events/task-events.ts';
import type { Decision } from '../../../../local/durable/replay/decision.ts';
import { replayTurn } from '../../../../local/durable/replay/replay-turn.ts';
import type { OrchestratorState } from '../../../../local/durable/wire/orchestrator-state.ts';
import { formatTicks } from '../../../../local/durable/wire/ticks.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

const begin = [
  orchestratorStarted(at(0)),
  executionStarted(
    {
      instanceId: 'i',
      executionId: 'e',
      name: 'lead',
      version: null,
      input: null,
      generation: 0,
      parent: null,
    },
    at(0),
  ),
];

const noFailure = { reason: 'r', details: 'd' };

function decide(state: Partial<OrchestratorState>, events: readonly HistoryEvent[] = []): unknown[] {
  const decisions = replayTurn({
    orchestration: { name: 'lead', instanceId: 'i', executionId: 'e', parentInstanceId: null },
    events: [...begin, ...events],
    answer: { state: { isDone: false, actions: [], ...state } },
    knowsActivity: (name) => name === 'work',
    knowsOrchestrator: (name) => name === 'child',
  });
  return decisions.map(toPlain);
}

const toPlain = (decision: Decision): object =>
  decision.kind === 'timer' ? { ...decision, fireAt: formatTicks(decision.fireAt) } : decision;

const work = (input: unknown) => ({ actionType: 0, functionName: 'work', input }) as const;
const retried = (options: object = {}) =>
  ({
    actionType: 1,
    functionName: 'work',
    input: 1,
    retryOptions: { firstRetryIntervalInMilliseconds: 1000, maxNumberOfAttempts: 3, ...options },
  }) as const;
const all = (...compoundActions: ReturnType<typeof work>[]) => ({ actionType: 12, compoundActions }) as const;

describe('replayTurn()', () => {
  test('numbers tasks in the order of the actions', () => {
    const child = { actionType: 2, functionName: 'child', input: 'x' } as const;
    const timer = { actionType: 5, fireAt: at(9), isCanceled: false } as const;
    expect(decide({ actions: [{ actionType: 12, compoundActions: [work(1), child, timer] }] })).toEqual([
      { kind: 'activity', id: 0, name: 'work', input: 1 },
      { kind: 'subOrchestration', id: 1, name: 'child', instanceId: 'e:1', input: 'x' },
      { kind: 'timer', id: 2, fireAt: '2026-01-01T00:00:09Z' },
    ]);
  });

  test('does not start the next action before the one it follows has ended', () => {
    expect(decide({ actions: [work(1), work(2)] }, [taskScheduled(0, 'work', at(0))])).toEqual([]);
    const done = [taskScheduled(0, 'work', at(0)), taskCompleted(0, '1', at(1))];
    expect(decide({ actions: [work(1), work(2)] }, done)).toEqual([
      { kind: 'activity', id: 1, name: 'work', input: 2 },
    ]);
  });

  test('waits longer before each retry, up to the longest interval', () => {
    const options = { backoffCoefficient: 3, maxRetryIntervalInMilliseconds: 2000 };
    const failedOnce = [
      taskScheduled(0, 'work', at(0)),
      orchestratorStarted(at(1)),
      taskFailed(0, noFailure, at(1)),
    ];
    const failedTwice = [
      ...failedOnce,
      timerCreated(1, at(2), at(1)),
      timerFired(1, at(2), at(1)),
      taskScheduled(2, 'work', at(2)),
      orchestratorStarted(at(3)),
      taskFailed(2, noFailure, at(3)),
    ];
    expect(decide({ actions: [retried(options)] }, failedOnce)).toMatchObject([
      { id: 1, fireAt: '2026-01-01T00:00:02Z' },
    ]);
    expect(decide({ actions: [retried(options)] }, failedTwice)).toMatchObject([
      { id: 3, fireAt: '2026-01-01T00:00:05Z' },
    ]);
  });

  test('retries no more once the time for it is over', () => {
    const events = [
      taskScheduled(0, 'work', at(0)),
      orchestratorStarted(at(5)),
      taskFailed(0, noFailure, at(5)),
    ];
    const state = { actions: [retried({ retryTimeoutInMilliseconds: 4000 })], error: 'gave up' };
    expect(decide(state, events)).toMatchObject([{ kind: 'complete', status: 'Failed', id: 1 }]);
  });

  test('sleeps through a long timer in steps of three days', () => {
    const day = 24 * 3600;
    const actions = [{ actionType: 5, fireAt: at(7 * day), isCanceled: false } as const];
    expect(decide({ actions })).toEqual([{ kind: 'timer', id: 0, fireAt: '2026-01-04T00:00:00Z' }]);
    const first = [
      timerCreated(0, at(3 * day), at(0)),
      orchestratorStarted(at(3 * day)),
      timerFired(0, at(3 * day), at(0)),
    ];
    expect(decide({ actions }, first)).toEqual([{ kind: 'timer', id: 1, fireAt: '2026-01-07T00:00:00Z' }]);
    const second = [
      ...first,
      timerCreated(1, at(6 * day), at(0)),
      orchestratorStarted(at(6 * day)),
      timerFired(1, at(6 * day), at(0)),
    ];
    expect(decide({ actions }, second)).toEqual([{ kind: 'timer', id: 2, fireAt: '2026-01-08T00:00:00Z' }]);
  });

  test('ends only when no task is running any more', () => {
    const state = {
      isDone: true,
      output: 'x',
      actions: [{ actionType: 11, compoundActions: [work(1), work(2)] } as const],
    };
    const one = [
      taskScheduled(0, 'work', at(0)),
      taskScheduled(1, 'work', at(0)),
      taskCompleted(0, '1', at(1)),
    ];
    expect(decide(state, one)).toEqual([]);
    expect(decide(state, [...one, taskCompleted(1, '2', at(2))])).toEqual([
      { kind: 'complete', id: 2, status: 'Completed', result: '"x"', details: null },
    ]);
  });

  test('goes past a function that does not exist without a task', () => {
    const missing = { actionType: 0, functionName: 'missing', input: 1 } as const;
    expect(decide({ actions: [missing] })).toEqual([]);
  });

  test('carries over events that nobody took when it continues as new', () => {
    const early = eventRaised('go', '1', at(1));
    const late = eventRaised('go', '2', at(2));
    const wait = { actionType: 6, externalEventName: 'next' } as const;
    const state = { isDone: true, actions: [wait, { actionType: 4, input: { n: 1 } } as const] };
    expect(decide(state, [early, eventRaised('next', '0', at(1)), late])).toEqual([
      { kind: 'continueAsNew', id: 0, input: { n: 1 }, carryOver: [early, late] },
    ]);
  });

  test('does nothing while suspended, and all of it after', () => {
    const suspended = { ...eventRaised('', null, at(1)), type: 19 };
    const resumed = { ...eventRaised('', null, at(3)), type: 20 };
    const events = [taskScheduled(0, 'work', at(0)), suspended, taskCompleted(0, '1', at(2))];
    expect(decide({ actions: [work(1), work(2)] }, events)).toEqual([]);
    expect(decide({ actions: [work(1), work(2)] }, [...events, resumed])).toMatchObject([
      { kind: 'activity', id: 1 },
    ]);
  });

  test.each([
    [
      'another activity',
      taskScheduled(0, 'other', at(0)),
      "scheduled an activity task with sequence number 0 named 'other', but the current orchestration replay instead scheduled an activity task named 'work' with this sequence number. ",
    ],
    [
      'a timer',
      timerCreated(0, at(1), at(0)),
      'scheduled a timer task with sequence number 0 named but the current orchestration replay instead produced a ScheduleTaskOrchestratorAction action with this sequence number.',
    ],
    [
      'a sub-orchestration',
      subOrchestrationCreated(0, { name: 'child', instanceId: 'e:0', version: null }, at(0)),
      "scheduled a sub-orchestration task with sequence ID 0 and name 'child' (version '', instance ID 'e:0'), but the current orchestration replay instead produced a ScheduleTaskOrchestratorAction action at this sequence number.",
    ],
    [
      'a task more',
      taskScheduled(1, 'work', at(0)),
      "scheduled an activity task with sequence ID 1 and name 'work' (version ''), but the current replay execution hasn't (yet?) scheduled this task.",
    ],
  ])('fails where the history has %s', (_what, event, message) => {
    const result = `Non-Deterministic workflow detected: A previous execution of this orchestration ${message} Was a change made to the orchestrator code after this instance had already started running?`;
    expect(decide({ actions: [work(1)] }, [event])).toContainEqual(
      expect.objectContaining({ kind: 'complete', status: 'Failed', result }),
    );
  });

  test('refuses a wait for a task that a race left running, not for a fresh one', () => {
    const race = { actionType: 11, compoundActions: [work(1), work(2)] } as const;
    const events = [
      taskScheduled(0, 'work', at(0)),
      taskScheduled(1, 'work', at(0)),
      taskCompleted(0, '1', at(1)),
    ];
    expect(decide({ actions: [race, all(work(2), work(3))] }, events)).toMatchObject([
      { kind: 'complete', status: 'Failed' },
    ]);
    expect(decide({ actions: [race, all(work(3), work(4))] }, events)).toMatchObject([{ id: 2 }, { id: 3 }]);
  });
});
