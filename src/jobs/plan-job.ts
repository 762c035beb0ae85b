import type { Model, ScoringPlan } from '../scoring/model.ts';
import { toOutputHeader } from '../scoring/output-names.ts';
import type { RecordTimer } from '../scoring/record-timer.ts';
import { toScoringError } from '../scoring/scoring-error.ts';
import type { TableFormat } from '../scoring/table-format.ts';
import { assertTableColumns } from '../scoring/table-needs.ts';
import type { BlobStore } from './blob-store.ts';
import type { Job, JobSettings } from './job.ts';
import type { JobModels } from './job-models.ts';
import { toOutputOptions } from './job-settings.ts';
import { isObsolete, toFailing } from './job-state.ts';
import type { JobStore } from './job-store.ts';
import { planInput } from './plan-input.ts';
import type { Plan } from './plan.ts';
import type { PlanStore } from './plan-store.ts';

/** Azure keeps at most 50,000 blocks a blob; the rest is room for the header. */
const maxChunks = 49_000;
const maxRecordBytes = 64 * 1024 * 1024;
const defaultChunkSeconds = 30;

export interface PlanJobDependencies {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly plans: PlanStore;
  readonly models: JobModels;
  /** Milliseconds that a model takes for a record among many, where it can be measured. */
  readonly timeRecord: RecordTimer;
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
    ...(plan.warnings.length > 0 && { warnings: plan.warnings }),
    records: { ...job.records, total: plan.records },
    chunks: { ...job.chunks, total: plan.chunks },
  };
}

async function makePlan(dependencies: PlanJobDependencies, job: Job): Promise<Plan> {
  const { jobs, blobs, plans, models, timeRecord, now } = dependencies;
  await jobs.update(job.id, (current) =>
    current.status === 'Queued'
      ? { ...current, status: 'Planning', startedAt: current.startedAt ?? now().toISOString() }
      : undefined,
  );
  const model = await models.resolve(job.model, job.version);
  const { settings } = job;
  const limits = {
    maxRecords: await findMaxRecords(timeRecord, model, settings),
    maxBytes: settings.max_chunk_bytes,
    maxChunks,
    maxRecordBytes,
  };
  const chooseColumns = (names: readonly string[]) => listColumnsRead(model.plan, names, settings);
  const table = await planInput(blobs, job, { columns: model.columns, limits, chooseColumns });
  const { format, chunks } = table;
  if (format.kind === 'csv') assertTableColumns(format.header, { ...model, model: model.name });
  const plan: Plan = {
    job: job.id,
    model: model.name,
    version: model.version,
    sha256: model.sha256,
    input: table.input,
    tables: table.tables,
    format,
    outputHeader: toOutputHeader(
      model.plan,
      { ...settings, header: format.header },
      toOutputOptions(settings),
    ),
    settings,
    warnings: listWarnings(model.plan, format),
    records: table.records,
    chunks: chunks.length,
  };
  await plans.write(job, plan, chunks);
  return plan;
}

/** So many records that a chunk takes no longer than it should, at the pace that was measured. */
async function findMaxRecords(
  timeRecord: PlanJobDependencies['timeRecord'],
  model: Model,
  { mini_batch_size, max_chunk_seconds = defaultChunkSeconds }: JobSettings,
): Promise<number> {
  const recordMs = await timeRecord(model);
  if (recordMs === undefined || recordMs === 0) return mini_batch_size;
  const inTime = Math.floor((max_chunk_seconds * 1000) / recordMs);
  return Math.max(1, Math.min(mini_batch_size, inTime));
}

/** Columns that nobody reads are not converted. */
function listColumnsRead(
  { columns, key }: ScoringPlan,
  names: readonly string[],
  { include, exclude = [] }: JobSettings,
): readonly string[] {
  if (include === 'all' || exclude.length > 0) return names;
  const wanted = new Set([...columns.map(({ name }) => name), key, ...(include === 'key' ? [] : include)]);
  return names.filter((name) => wanted.has(name));
}

function listWarnings({ key, model }: ScoringPlan, { header }: TableFormat): readonly string[] {
  if (key === undefined || header.includes(key)) return [];
  const shown = JSON.stringify(key);
  return [`The input has no ${shown}, the key of "${model}": its predictions are stored by job and row`];
}
