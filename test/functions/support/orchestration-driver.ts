import type { OrchestrationHandler, Task } from 'durable-functions';
import * as df from 'durable-functions';

export interface ScheduledCall {
  readonly kind: 'activity' | 'orchestration';
  readonly name: string;
  readonly input: unknown;
  readonly maxTries: number;
}

export interface DrivenOrchestration {
  readonly calls: readonly ScheduledCall[];
  readonly output: unknown;
  readonly continuedWith: unknown;
  readonly customStatus: unknown;
}

interface CallTask extends Task {
  readonly calls: readonly ScheduledCall[];
  readonly many: boolean;
}

/** Steps an orchestration as Durable would, each call answered by `answer`: what it throws is thrown into the orchestration. */
export function driveOrchestration(
  orchestration: OrchestrationHandler,
  input: unknown,
  answer: (call: ScheduledCall) => unknown,
): DrivenOrchestration {
  const calls: ScheduledCall[] = [];
  const seen: { continuedWith?: unknown; customStatus?: unknown } = {};
  const context = toContext(input, seen);
  const generator = orchestration(context);
  let step = generator.next();
  while (step.done !== true) {
    const task = step.value as CallTask;
    calls.push(...task.calls);
    step = answerTask(generator, task, answer);
  }
  return {
    calls,
    output: step.value,
    continuedWith: seen.continuedWith,
    customStatus: seen.customStatus,
  };
}

function answerTask(generator: Generator<Task>, task: CallTask, answer: (call: ScheduledCall) => unknown) {
  let answers: unknown[];
  try {
    answers = task.calls.map((call) => JSON.parse(JSON.stringify(answer(call))) as unknown);
  } catch (thrown) {
    return generator.throw(thrown);
  }
  return generator.next(task.many ? answers : answers[0]);
}

function toContext(input: unknown, seen: { continuedWith?: unknown; customStatus?: unknown }) {
  const toTask = (calls: readonly ScheduledCall[], many: boolean): CallTask => ({
    isCompleted: false,
    isFaulted: false,
    calls,
    many,
  });
  const call = (kind: ScheduledCall['kind']) => (name: string, retry: df.RetryOptions, given: unknown) =>
    toTask([{ kind, name, input: given, maxTries: retry.maxNumberOfAttempts }], false);
  const context = new df.DummyOrchestrationContext();
  const durable = {
    getInput: () => input,
    callActivityWithRetry: call('activity'),
    callSubOrchestratorWithRetry: call('orchestration'),
    continueAsNew: (next: unknown) => void (seen.continuedWith = next),
    setCustomStatus: (status: unknown) => void (seen.customStatus = status),
    Task: {
      all: (tasks: CallTask[]) =>
        toTask(
          tasks.flatMap((task) => task.calls),
          true,
        ),
    },
  };
  return Object.assign(context, { df: durable as unknown as df.DurableOrchestrationContext });
}
