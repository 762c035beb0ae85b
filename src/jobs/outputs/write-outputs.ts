import { assemblePredictions } from './assemble-predictions.ts';
import type { BlobStore } from '../blob-store.ts';
import { concatenateErrors } from './concatenate-errors.ts';
import type { Job } from '../job.ts';
import { outputFile, outputPath } from '../job-paths.ts';
import type { Ledger, LedgerEntry } from '../ledger.ts';
import { formatManifest } from './manifest.ts';
import type { JobModels } from '../job-models.ts';
import type { Plan } from '../plan/plan.ts';
import { writeReport } from '../report/write-report.ts';

export interface OutputDependencies {
  readonly blobs: BlobStore;
  readonly ledger: Ledger;
  readonly models: Pick<JobModels, 'resolve'>;
}

export interface JobResults {
  readonly job: Job;
  readonly plan: Plan;
  readonly entries: readonly LedgerEntry[];
  readonly finishedAt: string;
}

/**
 * Writes what a job leaves. One that failed or was canceled keeps its errors and a manifest of what was done; only a whole
 * predictions.csv is ever seen.
 */
export async function writeOutputs(
  dependencies: OutputDependencies,
  { job, plan, entries, finishedAt }: JobResults,
): Promise<NonNullable<Job['outputs']>> {
  const { blobs } = dependencies;
  const isWhole = job.error === undefined && job.status !== 'Canceled';
  const predictions =
    isWhole && plan.settings.output_action === 'append_row'
      ? await assemblePredictions(blobs, job, { header: plan.outputHeader, entries })
      : undefined;
  const errors = await concatenateErrors(dependencies, job, entries);
  const manifest = formatManifest({ job, plan, entries, predictions, errors, finishedAt });
  const { contentType } = outputFile(job, 'manifest');
  await blobs.write(outputPath(job, 'manifest'), manifest, { contentType });
  const report = await writeReport(dependencies, { job, plan, entries, finishedAt });
  return {
    ...(predictions && { predictions: `/jobs/${job.id}/predictions` }),
    errors: `/jobs/${job.id}/errors`,
    manifest: `/jobs/${job.id}/manifest`,
    report: `/jobs/${job.id}/report`,
    ...(predictions && report.forecast !== undefined && { forecast: report.forecast }),
  };
}
