import { toOutputHeader } from '../scoring/output-names.ts';
import { assertTableColumns } from '../scoring/table-needs.ts';
import { ScoringError, toScoringError } from '../scoring/scoring-error.ts';
import { parseBlobPath } from './blob-path.ts';
import type { BlobStore } from './blob-store.ts';
import type { Job } from './job.ts';
import type { JobModels } from './job-models.ts';
import { isObsolete, toFailing } from './job-state.ts';
import type { JobStore } from './job-store.ts';
import type { Plan } from './plan.ts';
import type { PlanStore } from './plan-store.ts';
import { planTable } from './plan-table.ts';

/** Azure keeps at most 50,000 blocks a blob; the rest is room for the header. */
const maxChunks = 49_000;
const maxRecordBytes = 64 * 1024 * 1024;

export interface PlanJobDependencies {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly plans: PlanStore;
  readonly models: JobModels;
  readonly now: () => Date;
}

export interface JobAttempt {
  readonly job: string;
  readonly attempt: number;
}

export type PlanOutcome =
  | {
      readonly state: 'planned';
      readonly chunks: number;
      /** How many chunks may be scored at once. */
      readonly lanes: number;
      readonly maxRetries: number;
    }
  | { readonly state: 'stopped' };

/**
 * Makes the plan of a job, or finds it made: asked again between generations, it tells what the job record then says.
 * A fault of the whole input fails the job; only what may pass by itself is thrown.
 */
export function createJobPlanner(dependencies: PlanJobDependencies) {
  const { jobs, plans } = dependencies;
  return async ({ job: id, attempt }: JobAttempt): Promise<PlanOutcome> => {
    const job = await jobs.read(id);
    if (job === undefined || isObsolete(job, attempt)) return { state: 'stopped' };
    try {
      const plan = (await plans.read(job)) ?? (await makePlan(dependencies, job));
      const running = await jobs.update(id, (current) =>
        isObsolete(current, attempt) ? undefined : toRunning(current, plan),
      );
      if (isObsolete(running, attempt)) return { state: 'stopped' };
      // The record's concurrency and not the plan's: it may be changed while the job runs.
      const lanes = (running ?? job).settings.max_concurrency;
      const { max_retries: maxRetries } = plan.settings.retry_settings;
      return { state: 'planned', chunks: plan.chunks, lanes, maxRetries };
    } catch (thrown) {
      const error = toScoringError(thrown);
      if (error.retryable) throw error;
      await jobs.update(id, (current) => toFailing(current, error.message));
      return { state: 'stopped' };
    }
  };
}

function toRunning(job: Job, plan: Plan): Job | undefined {
  if (job.status === 'Running') return undefined;
  return {
    ...job,
    status: 'Running',
    input: plan.input,
    records: { ...job.records, total: plan.records },
    chunks: { ...job.chunks, total: plan.chunks },
  };
}

async function makePlan({ jobs, blobs, plans, models, now }: PlanJobDependencies, job: Job): Promise<Plan> {
  await jobs.update(job.id, (current) =>
    current.status === 'Queued'
      ? { ...current, status: 'Planning', startedAt: current.startedAt ?? now().toISOString() }
      : undefined,
  );
  const model = await models.resolve(job.model, job.version);
  const { settings } = job;
  const { input, stream } = await openInput(blobs, job);
  const limits = {
    maxRecords: settings.mini_batch_size,
    maxBytes: settings.max_chunk_bytes,
    maxChunks,
    maxRecordBytes,
  };
  const table = await planTable(stream, limits);
  assertTableColumns(table.format.header, { ...model, model: model.name });
  const plan: Plan = {
    job: job.id,
    model: model.name,
    version: model.version,
    sha256: model.sha256,
    input,
    format: table.format,
    outputHeader: toOutputHeader(model.plan, { header: table.format.header, include: settings.include }),
    settings,
    records: table.records,
    chunks: table.chunks.length,
  };
  await plans.write(job, plan, table.chunks);
  return plan;
}

async function openInput(blobs: BlobStore, { input: { path, etag } }: Job) {
  const blob = parseBlobPath(path);
  const properties = await blobs.properties(blob);
  if (properties === undefined)
    throw new ScoringError('InvalidInput', `Cannot read the input "${path}": it is not there`);
  const pinned = etag ?? properties.etag;
  const stream = await blobs.open(blob, { ifMatch: pinned });
  if (stream === undefined)
    throw new ScoringError('InvalidInput', `Cannot read the input "${path}": it is not there`);
  return { input: { path, etag: pinned, bytes: properties.bytes }, stream };
}
