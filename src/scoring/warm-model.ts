import type { ScoringPlan } from './model.ts';
import { runBatch } from './plan/run-batch.ts';
import { toAlikeRecords } from './repository/sample-records.ts';
import type { SessionCache } from './worker/session-cache.ts';

/** Loads a model into this thread and runs it once, so that the first request finds its memory laid out. */
export async function warmModel(
  plan: ScoringPlan | undefined,
  sessions: Pick<SessionCache, 'open'>,
): Promise<null> {
  if (plan === undefined) return null;
  const session = await sessions.open(plan);
  // A model that takes no made-up record is loaded all the same: a run that fails leaves no more than its failure.
  await runBatch(toAlikeRecords(plan.columns, 1), { session, plan, batchSize: 1 });
  return null;
}
