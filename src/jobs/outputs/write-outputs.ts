import { assemblePredictions } from './assemble-predictions.ts';
import type { BlobStore } from '../blob-store.ts';
import { concatenateErrors } from './concatenate-errors.ts';
import { hasWholeEnd } from './has-whole-end.ts';
import type { Job } from '../job.ts';
import { outputFile, outputPath } from '../job-paths.ts';
import type { Ledger, LedgerEntry } from '../ledger.ts';
import { formatManifest } from './manifest.ts';
import type { JobModels } from '../job-models.ts';
import { listOutputs } from './list-outputs.ts';
import type { Plan } from '../plan/plan.ts';
import { writeReport } from '../report/write-report.ts';

export interface OutputDependencies {
  readonly blobs: BlobStore;
  readonly ledger: Ledger;
  readonly models: Pick<JobModels, 'resolve'>;
}

export interface JobResults {
  readonly job: Job;
  /** A job that ended before it was planned has none. */
  readonly plan: Plan | undefined;
  readonly entries: readonly LedgerEntry[];
  readonly finishedAt: string;
}

type PlannedResults = JobResults & { readonly plan: Plan };

/** What the record of a job tells of what it leaves. */
export interface JobTraces extends Pick<Job, 'warnings'> {
  readonly outputs: NonNullable<Job['outputs']>;
}

/**
 * Writes what a job leaves, and tells what there is. One that failed or was canceled keeps its errors and a manifest of what
 * was done; only a whole predictions.csv is ever seen. Where an earlier attempt ended whole, what it left stays until another
 * does: predictions, errors and manifest belong together. One that was never planned leaves a report alone.
 */
export async function writeOutputs(
  dependencies: OutputDependencies,
  results: JobResults,
): Promise<JobTraces> {
  const { blobs } = dependencies;
  const { job, plan } = results;
  if (plan !== undefined && (isWhole(job) || !(await hasWholeEnd(blobs, job))))
    await writeProven(dependencies, { ...results, plan });
  const { forecast, warnings } = await writeReport(dependencies, results);
  const found = await listOutputs(blobs, job);
  const hasForecast = found.predictions !== undefined && forecast !== undefined;
  return { outputs: { ...found, ...(hasForecast && { forecast }) }, ...(warnings && { warnings }) };
}

function isWhole({ error, status }: Job): boolean {
  return error === undefined && status !== 'Canceled';
}

/** The manifest comes last: it proves the others. */
async function writeProven(dependencies: OutputDependencies, results: PlannedResults): Promise<void> {
  const { blobs } = dependencies;
  const { job, plan, entries } = results;
  const predictions =
    isWhole(job) && plan.settings.output_action === 'append_row'
      ? await assemblePredictions(blobs, job, { header: plan.outputHeader, entries })
      : undefined;
  const errors = await concatenateErrors(dependencies, job, entries);
  const manifest = formatManifest({ ...results, predictions, errors });
  const { contentType } = outputFile(job, 'manifest');
  await blobs.write(outputPath(job, 'manifest'), manifest, { contentType });
}
