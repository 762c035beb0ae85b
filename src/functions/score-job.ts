import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import type { z } from 'zod';
import { finishOutput, jobInput, type laneInput, laneOutput, planOutput } from './orchestration-messages.ts';
import {
  callActivity,
  callInParallel,
  finishRetries,
  platformRetries,
  type Step,
} from './orchestration-steps.ts';

type JobInput = z.infer<typeof jobInput>;
type Lane = z.infer<typeof laneInput>;
type Planned = Extract<z.infer<typeof planOutput>, { state: 'planned' }>;

/** So that no history grows with the job. */
const chunksPerLane = 50;
const maxRepairs = 100;
const repairLanes = 8;

/**
 * Runs a job: plan, lanes of chunks, finish. Chunks go by in generations of some dozen a lane; the next generation is a
 * new instance of this orchestration under the same id, so that a history stays short whatever the job.
 *
 * It fails only when the platform does, and then leaves the job as it is: the watchdog resumes it from its ledger.
 */
export function* scoreJob(context: OrchestrationContext): Step<unknown> {
  const input = jobInput.parse(context.df.getInput());
  const { job, attempt } = input;
  const plan = yield* callActivity(context, {
    name: 'plan-job',
    input: { job, attempt },
    output: planOutput,
    maxRetries: platformRetries,
  });
  if (plan.state === 'stopped') return yield* finish(context, input);
  const cursor = Math.max(input.cursor, plan.first ?? 1);
  const end = Math.min(plan.chunks, cursor - 1 + plan.lanes * chunksPerLane);
  const wanted = yield* runLanes(context, toLanes({ ...input, cursor }, plan, end));
  context.df.setCustomStatus({ chunks: plan.chunks, done: end });
  if (wanted && end < plan.chunks) {
    context.df.continueAsNew({ ...input, cursor: end + 1 });
    return undefined;
  }
  return yield* finish(context, input);
}

function toLanes({ job, attempt, cursor }: JobInput, { lanes, maxRetries }: Planned, end: number): Lane[] {
  const count = Math.min(lanes, end - cursor + 1);
  return Array.from({ length: Math.max(count, 0) }, (_, lane) => ({
    job,
    attempt,
    from: cursor + lane,
    to: end,
    step: lanes,
    maxRetries,
  }));
}

/** Runs the lanes to their ends; whether the job still wants more chunks then. */
function* runLanes(context: OrchestrationContext, lanes: readonly Lane[]): Step<boolean> {
  if (lanes.length === 0) return true;
  const outcomes = yield* callInParallel(context, {
    name: 'score-lane',
    inputs: lanes,
    output: laneOutput,
    maxRetries: platformRetries,
  });
  return outcomes.every(({ state }) => state === 'done');
}

/** Ends the job; chunks that turn out to be missing are scored again first. */
function* finish(context: OrchestrationContext, input: JobInput, failure?: string): Step<unknown> {
  const { job, attempt, repairs } = input;
  const outcome = yield* callActivity(context, {
    name: 'finish-job',
    input: { job, attempt, ...(failure !== undefined && { failure }) },
    output: finishOutput,
    maxRetries: finishRetries,
  });
  if (outcome.state === 'finished') return { job };
  if (repairs >= maxRepairs)
    return yield* finish(context, input, 'Cannot finish the job: scored chunks get lost again and again');
  yield* runLanes(context, toRepairLanes(input, outcome.chunks));
  // The next generation asks again whether all is there; it has chunks of its own only if the plan was lost.
  const cursor = outcome.chunks.length === 0 ? 1 : Number.MAX_SAFE_INTEGER;
  context.df.continueAsNew({ ...input, cursor, repairs: repairs + 1 });
  return undefined;
}

function toRepairLanes({ job, attempt }: JobInput, chunks: readonly number[]): Lane[] {
  const lanes = Math.min(repairLanes, chunks.length);
  return Array.from({ length: lanes }, (_, lane) => ({
    job,
    attempt,
    from: 0,
    to: 0,
    step: 1,
    maxRetries: platformRetries,
    chunks: chunks.filter((__, index) => index % lanes === lane),
  }));
}

export function registerScoreJob(): void {
  df.app.orchestration('score-job', scoreJob);
}
