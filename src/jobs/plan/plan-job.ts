import type { RecordTimer } from '../../scoring/batching/record-timer.ts';
import { ScoringError, toScoringError } from '../../scoring/scoring-error.ts';
import type { BlobStore } from '../blob-store.ts';
import { draftPlan } from './draft-plan.ts';
import type { JobEstimate } from './estimate-job.ts';
import type { Job } from '../job.ts';
import type { JobModels } from '../job-models.ts';
import { isObsolete, toFailing } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import type { Plan } from './plan.ts';
import type { PlanStore } from './plan-store.ts';
import type { QuerySource } from '../input/job-query.ts';
import { snapshotInput } from '../input/snapshot-query.ts';

export interface PlanJobDependencies {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly plans: PlanStore;
  readonly models: JobModels;
  /** Milliseconds that a model takes for a record among many, where it can be measured. */
  readonly timeRecord: RecordTimer;
  readonly now: () => Date;
  readonly queryRows?: QuerySource;
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
    input: toInput(job, plan),
    ...(plan.warnings.length > 0 && { warnings: plan.warnings }),
    records: { ...job.records, total: plan.records },
    chunks: { ...job.chunks, total: plan.chunks },
  };
}

/** Of a query the record keeps naming what was queried: the plan names the blob that the answers are in. */
function toInput({ input: { path, query } }: Job, plan: Plan): Job['input'] {
  return query === undefined ? plan.input : { ...plan.input, path, query };
}

async function makePlan(dependencies: PlanJobDependencies, job: Job): Promise<Plan> {
  const { jobs, plans, now } = dependencies;
  await jobs.update(job.id, (current) =>
    current.status === 'Queued'
      ? { ...current, status: 'Planning', startedAt: current.startedAt ?? now().toISOString() }
      : undefined,
  );
  const { plan, chunks, estimate } = await draftPlan(dependencies, await snapshotInput(dependencies, job));
  assertWithinBudget(job, estimate);
  await plans.write(job, plan, chunks);
  return plan;
}

/** A job that would cost more than it may never scores a record. */
function assertWithinBudget({ id, settings: { budget } }: Job, { cost }: JobEstimate): void {
  if (budget === undefined || cost.total <= budget) return;
  const reason = `it is estimated to cost ${cost.total} ${cost.currency}, more than its budget of ${budget}`;
  throw new ScoringError('InvalidInput', `Cannot start job "${id}": ${reason}`);
}
