import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import type { z } from 'zod';
import {
  type chunkInput,
  chunkOutput,
  failOutput,
  laneInput,
  type laneOutput,
} from './orchestration-messages.ts';
import { callActivity, isOwnReason, platformRetries, type Step, toReason } from './orchestration-steps.ts';

type Lane = z.infer<typeof laneInput>;
type LaneOutput = z.infer<typeof laneOutput>;

/** A bisection may fail of what has nothing to do with it. */
const bisectRetries = 1;

/**
 * Scores its chunks one after another, until the job wants no more. A chunk that fails to the last try is bisected; where
 * even that fails, so does the job, which ends the other lanes. What the platform says is no fault of the chunk.
 */
export function* scoreLane(context: OrchestrationContext): Step<LaneOutput> {
  const lane = laneInput.parse(context.df.getInput());
  for (const chunk of listChunks(lane)) {
    const outcome = yield* scoreOrFail(context, lane, chunk);
    if (outcome.state === 'stopped') return outcome;
  }
  return { state: 'done' };
}

function* scoreOrFail(context: OrchestrationContext, lane: Lane, chunk: number): Step<LaneOutput> {
  const { job, attempt, maxRetries } = lane;
  const task = { job, attempt, chunk };
  const scored = yield* tryScoring(context, task, maxRetries);
  if ('state' in scored) return scored;
  const bisected = yield* tryScoring(context, { ...task, bisect: true }, bisectRetries);
  if ('state' in bisected) return bisected;
  return yield* callActivity(context, {
    name: 'fail-job',
    input: { job, attempt, reason: scored.failure },
    output: failOutput,
    maxRetries: platformRetries,
  });
}

type ChunkInput = z.infer<typeof chunkInput>;

/** What became of the chunk, or why it fails. */
function* tryScoring(
  context: OrchestrationContext,
  input: ChunkInput,
  maxRetries: number,
): Step<LaneOutput | { readonly failure: string }> {
  const call = { name: 'score-chunk', input, output: chunkOutput, maxRetries, spread: input.chunk };
  try {
    return yield* callActivity(context, call);
  } catch (thrown) {
    const failure = toReason(thrown);
    if (!isOwnReason(failure)) throw thrown;
    return { failure };
  }
}

/** The chunks of a lane, in its order. */
export function listChunks({
  chunks,
  from,
  to,
  step,
}: Pick<Lane, 'chunks' | 'from' | 'to' | 'step'>): number[] {
  if (chunks !== undefined) return chunks;
  return Array.from(
    { length: Math.max(0, Math.ceil((to - from + 1) / step)) },
    (_, index) => from + index * step,
  );
}

export function registerScoreLane(): void {
  df.app.orchestration('score-lane', scoreLane);
}
