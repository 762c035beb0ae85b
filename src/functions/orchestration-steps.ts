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

/** Spreads the pauses of calls that failed together; made of what the orchestration was given, since it may not draw lots. */
const jitterMs = 1_000;
const jitterFactor = 619;

/** The first try and `maxRetries` more, with growing pauses; different for each `spread`. */
export function toRetryOptions(maxRetries: number, spread = 0): RetryOptions {
  const firstMs = firstRetryMs + ((spread * jitterFactor) % jitterMs);
  const options = new df.RetryOptions(firstMs, maxRetries + 1);
  options.backoffCoefficient = 2;
  options.maxRetryIntervalInMilliseconds = maxRetryMs;
  return options;
}

export interface Call<T> {
  readonly name: string;
  readonly input: unknown;
  readonly output: z.ZodType<T>;
  readonly maxRetries: number;
  /** A number that neighbours do not share. */
  readonly spread?: number;
}

/** Calls an activity, again while it fails. */
export function* callActivity<T>(context: OrchestrationContext, call: Call<T>): Step<T> {
  const retry = toRetryOptions(call.maxRetries, call.spread);
  const task = context.df.callActivityWithRetry(call.name, retry, call.input);
  return call.output.parse(yield task);
}

export interface FanOut<T> extends Omit<Call<T>, 'input' | 'spread'> {
  readonly inputs: readonly unknown[];
}

/** Runs one sub-orchestration an input, all at once, and waits for all of them. */
export function* callInParallel<T>(context: OrchestrationContext, call: FanOut<T>): Step<T[]> {
  const tasks = call.inputs.map((input, index) =>
    context.df.callSubOrchestratorWithRetry(call.name, toRetryOptions(call.maxRetries, index), input),
  );
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

/** Whether the product itself says why, and not the platform: all its messages begin alike. */
export function isOwnReason(reason: string): boolean {
  return reason.startsWith('Cannot ');
}
