import { assemblePredictions } from './assemble-predictions.ts';
import type { BlobStore } from '../blob-store.ts';
import { concatenateErrors } from './concatenate-errors.ts';
import { findWholeEnd, type WholeEnd } from './find-whole-end.ts';
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
 * predictions.csv is ever seen. Where an earlier attempt ended whole, what it left stays until another does: predictions,
 * errors and manifest belong together.
 */
export async function writeOutputs(
  dependencies: OutputDependencies,
  results: JobResults,
): Promise<NonNullable<Job['outputs']>> {
  const { job } = results;
  const isWhole = job.error === undefined && job.status !== 'Canceled';
  const before = isWhole ? undefined : await findWholeEnd(dependencies.blobs, job);
  const { hasPredictions } = before ?? (await writeProven(dependencies, { ...results, isWhole }));
  const report = await writeReport(dependencies, results);
  return {
    ...(hasPredictions && { predictions: `/jobs/${job.id}/predictions` }),
    errors: `/jobs/${job.id}/errors`,
    manifest: `/jobs/${job.id}/manifest`,
    report: `/jobs/${job.id}/report`,
    ...(hasPredictions && report.forecast !== undefined && { forecast: report.forecast }),
  };
}

/** The manifest comes last: it proves the others. */
async function writeProven(
  dependencies: OutputDependencies,
  { isWhole, ...results }: JobResults & { readonly isWhole: boolean },
): Promise<WholeEnd> {
  const { blobs } = dependencies;
  const { job, plan, entries } = results;
  const predictions =
    isWhole && plan.settings.output_action === 'append_row'
      ? await assemblePredictions(blobs, job, { header: plan.outputHeader, entries })
      : undefined;
  const errors = await concatenateErrors(dependencies, job, entries);
  const manifest = formatManifest({ ...results, predictions, errors });
  const { contentType } = outputFile(job, 'manifest');
  await blobs.write(outputPath(job, 'manifest'), manifest, { contentType });
  return { hasPredictions: predictions !== undefined };
}
