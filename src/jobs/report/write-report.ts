import { toScoringError } from '../../scoring/scoring-error.ts';
import type { ModelProfile } from '../../scoring/summary/model-profile.ts';
import type { BlobStore } from '../blob-store.ts';
import type { JobModels } from '../job-models.ts';
import { outputFile, outputPath } from '../job-paths.ts';
import type { Plan } from '../plan.ts';
import { type ReportParts, toJobReport } from './job-report.ts';
import { readSummaries } from './summary-store.ts';

export interface ReportDependencies {
  readonly blobs: Pick<BlobStore, 'read' | 'write'>;
  readonly models: Pick<JobModels, 'resolve'>;
}

/** Writes report.json out of what the chunks told. */
export async function writeReport(
  { blobs, models }: ReportDependencies,
  parts: Omit<ReportParts, 'told' | 'profile'>,
): Promise<void> {
  const { job, plan, entries } = parts;
  const chunks = entries.map(({ chunk }) => chunk);
  const [profile, told] = await Promise.all([findProfile(models, plan), readSummaries(blobs, job, chunks)]);
  const report = toJobReport({ ...parts, told, profile });
  const { contentType } = outputFile(job, 'report');
  await blobs.write(outputPath(job, 'report'), JSON.stringify(report, undefined, 2) + '\n', { contentType });
}

/** A version that is gone by now must not keep its job from ending: there is no drift to tell then. */
async function findProfile(
  models: Pick<JobModels, 'resolve'>,
  { model, version, sha256 }: Plan,
): Promise<ModelProfile | undefined> {
  try {
    const found = await models.resolve(model, version);
    return found.sha256 === sha256 ? found.profile : undefined;
  } catch (thrown) {
    const error = toScoringError(thrown);
    if (error.retryable) throw error;
    return undefined;
  }
}
