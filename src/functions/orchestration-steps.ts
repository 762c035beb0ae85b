import * as df from 'durable-functions';
import type { OrchestrationContext, RetryOptions, Task } from 'durable-functions';
import type { z } from 'zod';

/** One step of an orchestration, used with `yield*`: what comes back is parsed, since Durable says nothing of its type. */
export type Step<T> = Generator<Task, T, unknown>;

/** For what is not a chunk: it fails only when the platform does. */
export const platformRetries = 3;

/** For the end of a job, which nobody else would write: over an hour, so that it outlives an outage of storage. */
export const finishRetries = 65;

const firstRetryMs = 2_000;
const maxRetryMs = 60_000;

/** The first try and `maxRetries` more, with growing pauses. */
export function toRetryOptions(maxRetries: number): RetryOptions {
  const options = new df.RetryOptions(firstRetryMs, maxRetries + 1);
  options.backoffCoefficient = 2;
  options.maxRetryIntervalInMilliseconds = maxRetryMs;
  return options;
}

export interface Call<T> {
  readonly name: string;
  readonly input: unknown;
  readonly output: z.ZodType<T>;
  readonly maxRetries: number;
}

/** Calls an activity, again while it fails. */
export function* callActivity<T>(context: OrchestrationContext, call: Call<T>): Step<T> {
  const task = context.df.callActivityWithRetry(call.name, toRetryOptions(call.maxRetries), call.input);
  return call.output.parse(yield task);
}

export interface FanOut<T> extends Omit<Call<T>, 'input'> {
  readonly inputs: readonly unknown[];
}

/** Runs one sub-orchestration an input, all at once, and waits for all of them. */
export function* callInParallel<T>(context: OrchestrationContext, call: FanOut<T>): Step<T[]> {
  const retry = toRetryOptions(call.maxRetries);
  const tasks = call.inputs.map((input) => context.df.callSubOrchestratorWithRetry(call.name, retry, input));
  return call.output.array().parse(yield context.df.Task.all(tasks));
}

const maxReasonLength = 600;

/** What an activity or a sub-orchestration failed of, without the words that Durable wraps around it at each level. */
export function toReason(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const [first = ''] = message.split(' \n ');
  const inner = first.replaceAll(/(Activity|Orchestrator) function '[^']*' failed:\s*/g, '').trim();
  return inner.slice(0, maxReasonLength);
}
