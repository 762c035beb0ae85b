import type { Job } from '../job.ts';
import type { LedgerEntry } from '../ledger.ts';
import { toJobCost } from '../report/actual-cost.ts';

/** Why a job ends that has cost more than it may and has chunks left; what is scored stays, and a resume goes on from it. */
export function describeExceededBudget(
  job: Pick<Job, 'settings' | 'chunks' | 'spent'>,
  entries: readonly LedgerEntry[],
): string | undefined {
  const { chunks } = job;
  const { budget } = job.settings;
  if (budget === undefined || entries.length >= chunks.total) return undefined;
  const { total, currency } = toJobCost(job, entries);
  if (total <= budget) return undefined;
  const done = `${entries.length} of ${chunks.total} chunks`;
  return `Cannot finish the job: ${done} have cost ${total} ${currency}, more than its budget of ${budget}`;
}
