import type { Job } from '../job.ts';
import { sumCost } from '../job-progress.ts';
import type { JobStore } from '../job-store.ts';
import { sumLedger } from '../ledger.ts';
import type { PlanStore } from '../plan/plan-store.ts';
import { type OutputDependencies, writeOutputs } from '../outputs/write-outputs.ts';

export interface CanceledDependencies extends OutputDependencies {
  readonly jobs: JobStore;
  readonly plans: PlanStore;
}

/**
 * Writes errors.jsonl and manifest.json of what a canceled job has done. It is called at once, and again when the chunks
 * that still ran have ended: then the manifest has them, too. One canceled before it was planned leaves a report alone.
 */
export async function closeCanceled(dependencies: CanceledDependencies, job: Job): Promise<Job> {
  const { jobs, plans, ledger } = dependencies;
  const [plan, entries] = await Promise.all([plans.read(job), ledger.list(job)]);
  const { outputs: before, chunks } = job;
  const isTold =
    plan === undefined
      ? before !== undefined
      : before?.manifest !== undefined && chunks.done === entries.length;
  if (isTold) return job;
  const finishedAt = job.finishedAt ?? job.createdAt;
  const traces = await writeOutputs(dependencies, { job, plan, entries, finishedAt });
  const { succeeded, failed } = sumLedger(entries);
  const closed = await jobs.update(job.id, (current) =>
    current.status === 'Canceled' && current.attempt === job.attempt
      ? {
          ...current,
          ...traces,
          records: { total: plan?.records ?? current.records.total, succeeded, failed },
          chunks: { ...current.chunks, total: plan?.chunks ?? current.chunks.total, done: entries.length },
          cost: sumCost(job, entries),
        }
      : undefined,
  );
  return closed ?? job;
}
