import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import type { z } from 'zod';
import { chunkOutput, failOutput, laneInput, type laneOutput } from './orchestration-messages.ts';
import { callActivity, platformRetries, type Step, toReason } from './orchestration-steps.ts';

type Lane = z.infer<typeof laneInput>;
type LaneOutput = z.infer<typeof laneOutput>;

/** Scores its chunks one after another, until the job wants no more. A chunk that fails to the last try fails the job, and so ends the other lanes. */
export function* scoreLane(context: OrchestrationContext): Step<LaneOutput> {
  const lane = laneInput.parse(context.df.getInput());
  const { job, attempt, maxRetries } = lane;
  for (const chunk of listChunks(lane)) {
    try {
      const input = { job, attempt, chunk };
      const outcome = yield* callActivity(context, {
        name: 'score-chunk',
        input,
        output: chunkOutput,
        maxRetries,
      });
      if (outcome.state === 'stopped') return outcome;
    } catch (thrown) {
      const input = { job, attempt, reason: toReason(thrown) };
      return yield* callActivity(context, {
        name: 'fail-job',
        input,
        output: failOutput,
        maxRetries: platformRetries,
      });
    }
  }
  return { state: 'done' };
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
