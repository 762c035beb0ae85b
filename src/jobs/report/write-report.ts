import type { Model } from '../../scoring/model.ts';
import { toScoringError } from '../../scoring/scoring-error.ts';
import type { BlobStore } from '../blob-store.ts';
import type { JobModels } from '../job-models.ts';
import { outputFile, outputPath } from '../job-paths.ts';
import type { Plan } from '../plan/plan.ts';
import { type JobReport, type ReportParts, toJobReport } from './job-report.ts';
import { findSeriesShape } from './forecast/series-shape.ts';
import { readSummaries } from './summary-store.ts';

export interface ReportDependencies {
  readonly blobs: Pick<BlobStore, 'read' | 'write'>;
  readonly models: Pick<JobModels, 'resolve'>;
}

/** Writes report.json out of what the chunks told. */
export async function writeReport(
  { blobs, models }: ReportDependencies,
  parts: Omit<ReportParts, 'told' | 'profile' | 'hasSeries'>,
): Promise<JobReport> {
  const { job, plan, entries } = parts;
  const chunks = entries.map(({ chunk }) => chunk);
  const [model, told] = await Promise.all([
    plan && findModel(models, plan),
    readSummaries(blobs, job, chunks),
  ]);
  const hasSeries = model !== undefined && findSeriesShape(model.manifest) !== undefined;
  const report = toJobReport({ ...parts, told, profile: model?.profile, hasSeries });
  const { contentType } = outputFile(job, 'report');
  await blobs.write(outputPath(job, 'report'), JSON.stringify(report, undefined, 2) + '\n', { contentType });
  return report;
}

/** A version that is gone by now must not keep its job from ending: there is no drift to tell then. */
async function findModel(
  models: Pick<JobModels, 'resolve'>,
  { model, version, sha256 }: Plan,
): Promise<Model | undefined> {
  try {
    const found = await models.resolve(model, version);
    return found.sha256 === sha256 ? found : undefined;
  } catch (thrown) {
    const error = toScoringError(thrown);
    if (error.retryable) throw error;
    return undefined;
  }
}
