import type { OrchestrationHandler } from 'durable-functions';
import * as df from 'durable-functions';

export type Activity = (input: unknown) => Promise<unknown>;

export interface OrchestratorOptions {
  readonly activities: Readonly<Record<string, Activity>>;
  readonly orchestrations: Readonly<Record<string, OrchestrationHandler>>;
}

interface CallTask extends df.Task {
  readonly run: () => Promise<unknown>;
}

/** Runs orchestrations in this process as Durable runs them: activities at once and tried again, sub-orchestrations, generations. */
export function createOrchestrator({ activities, orchestrations }: OrchestratorOptions) {
  const callActivity = async (name: string, tries: number, input: unknown): Promise<unknown> => {
    try {
      return clone(await activities[name]!(clone(input)));
    } catch (thrown) {
      if (tries > 1) return callActivity(name, tries - 1, input);
      throw new Error(`Activity function '${name}' failed:  ${(thrown as Error).message} \n {}`, {
        cause: thrown,
      });
    }
  };

  const run = async (name: string, input: unknown): Promise<unknown> => {
    const generations: unknown[] = [input];
    for (let next = generations.pop(); ; next = generations.pop()) {
      const output = await runGeneration(orchestrations[name]!, next, generations);
      if (generations.length === 0) return clone(output);
    }
  };

  const runGeneration = async (
    orchestration: OrchestrationHandler,
    input: unknown,
    generations: unknown[],
  ) => {
    const task = (call: () => Promise<unknown>): CallTask => ({
      isCompleted: false,
      isFaulted: false,
      run: call,
    });
    const durable = {
      getInput: () => input,
      callActivityWithRetry: (name: string, retry: df.RetryOptions, given: unknown) =>
        task(() => callActivity(name, retry.maxNumberOfAttempts, given)),
      callSubOrchestratorWithRetry: (name: string, _: unknown, given: unknown) =>
        task(() => run(name, given)),
      continueAsNew: (next: unknown) => generations.push(clone(next)),
      setCustomStatus: () => undefined,
      Task: { all: (tasks: CallTask[]) => task(() => Promise.all(tasks.map((one) => one.run()))) },
    };
    const context = Object.assign(new df.DummyOrchestrationContext(), {
      df: durable as unknown as df.DurableOrchestrationContext,
    });
    const generator = orchestration(context);
    let step = generator.next();
    while (step.done !== true) {
      const { run: call } = step.value as CallTask;
      step = await call().then(
        (value) => generator.next(value),
        (thrown: unknown) => generator.throw(thrown),
      );
    }
    return step.value;
  };

  return { run };
}

function clone(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
