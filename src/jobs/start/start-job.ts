import { type ScoringError, toScoringError } from '../../scoring/scoring-error.ts';
import type { Job, JobTrigger } from '../job.ts';
import { type JobEvents, noJobEvents } from '../job-events.ts';
import { assertQueryAllowed } from '../input/job-query.ts';
import type { JobModels } from '../job-models.ts';
import type { JobRunner } from '../job-runner.ts';
import {
  defaultJobSettings,
  type JobSettingsInput,
  mergeJobSettings,
  parseJobSettings,
} from '../job-settings.ts';
import { isFinished } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import { assertWebhookAllowed } from './webhook-rules.ts';

export interface StartRequest {
  /** Made from what triggered the job, or the caller's: the same id is the same job. */
  readonly id: string;
  readonly model: string;
  readonly version?: string;
  readonly trigger: JobTrigger;
  readonly input: Job['input'];
  readonly settings?: JobSettingsInput;
}

export interface JobStarter {
  /** Creates the record of a job and starts its orchestration; what is there already is not made again. Fails when there is no such model. */
  start(request: StartRequest, runner: JobRunner): Promise<Job>;
  /** The record that `start` would create; fails as that does. */
  draft(request: StartRequest): Promise<Job>;
  /** Starts a job that nobody waits for: what is wrong with it becomes a job that has failed, for all to see. */
  startOrFail(request: StartRequest, runner: JobRunner): Promise<Job>;
  /** The model of requests that name none: the only one there is. */
  readonly onlyModel: () => string | undefined;
  /** Records a job that cannot be started. */
  recordFailure(request: StartRequest, error: ScoringError): Promise<Job>;
}

export interface JobStarterDependencies {
  readonly jobs: JobStore;
  readonly models: JobModels;
  readonly now: () => Date;
  /** Told of jobs that fail before they begin. */
  readonly events?: JobEvents;
  /** Gives the job that is to run in place of one just recorded, itself or another; or refuses it. */
  readonly guardOverlap?: (job: Job) => Promise<Job>;
  /** Hosts that a job's webhook may call. */
  readonly webhookHosts?: readonly string[];
  /** Containers of the database that jobs may query. */
  readonly queryContainers?: readonly string[];
}

export function createJobStarter({
  jobs,
  models,
  now,
  events = noJobEvents,
  webhookHosts = [],
  queryContainers = [],
  guardOverlap = (job) => Promise.resolve(job),
}: JobStarterDependencies): JobStarter {
  const start: JobStarter['start'] = async (request, runner) => {
    const existing = await jobs.read(request.id);
    const job = existing ?? (await create(request));
    if (!isFinished(job)) await runner.ensureRunning(job.id, job.attempt);
    return job;
  };

  const draft: JobStarter['draft'] = async (request) => {
    const model = await models.resolve(request.model, request.version);
    const settings = mergeJobSettings(parseJobSettings(model.manifest.batch), request.settings ?? {});
    assertWebhookAllowed(settings.webhook, webhookHosts);
    assertQueryAllowed(request.input.query, queryContainers);
    return { ...toRecord(request, now()), version: model.version, settings };
  };

  const create = async (request: StartRequest): Promise<Job> => {
    const { job: recorded, created } = await jobs.createIfAbsent(await draft(request));
    return created ? guardOverlap(recorded) : recorded;
  };

  const recordFailure: JobStarter['recordFailure'] = async (request, error) => {
    const at = now();
    const job: Job = {
      ...toRecord(request, at),
      status: 'Failed',
      finishedAt: at.toISOString(),
      error: error.message,
    };
    const { job: recorded } = await jobs.createIfAbsent(job);
    // Also where it was there already: whoever recorded it may not have come to telling it.
    if (recorded.status === 'Failed') await events.finished(recorded);
    return recorded;
  };

  return {
    start,
    draft,
    recordFailure,
    onlyModel() {
      const [model, ...others] = models.list();
      return others.length === 0 ? model?.name : undefined;
    },
    async startOrFail(request, runner) {
      try {
        return await start(request, runner);
      } catch (thrown) {
        const error = toScoringError(thrown);
        if (error.retryable) throw error;
        return recordFailure(request, error);
      }
    },
  };
}

function toRecord({ id, model, version, trigger, input }: StartRequest, createdAt: Date): Job {
  return {
    id,
    model,
    version: version ?? '',
    status: 'Queued',
    trigger,
    input,
    records: { total: 0, succeeded: 0, failed: 0 },
    chunks: { total: 0, done: 0, failed: 0 },
    settings: defaultJobSettings,
    createdAt: createdAt.toISOString(),
    attempt: 1,
  };
}
