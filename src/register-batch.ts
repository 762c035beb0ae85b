import { registerFailJob } from './functions/fail-job.ts';
import { registerFinishJob } from './functions/finish-job.ts';
import { registerJobCancel } from './functions/job-cancel.ts';
import { registerJobFromBlob } from './functions/job-from-blob.ts';
import { registerJobOutputs } from './functions/job-outputs.ts';
import { registerJob } from './functions/job.ts';
import { registerJobs } from './functions/jobs.ts';
import { registerPlanJob } from './functions/plan-job.ts';
import { registerSchedules } from './functions/schedules.ts';
import { registerScoreChunk } from './functions/score-chunk.ts';
import { registerScoreJob } from './functions/score-job.ts';
import { registerScoreLane } from './functions/score-lane.ts';
import type { BlobStore } from './jobs/blob-store.ts';
import { createJobFailer } from './jobs/fail-job.ts';
import { createJobFinisher } from './jobs/finish-job.ts';
import { createJobControl } from './jobs/job-control.ts';
import type { JobStore } from './jobs/job-store.ts';
import { createLedger } from './jobs/ledger.ts';
import { createOutputFinder } from './jobs/open-output.ts';
import { createJobPlanner } from './jobs/plan-job.ts';
import { createPlanStore } from './jobs/plan-store.ts';
import type { PredictionStore } from './jobs/prediction-store.ts';
import { createChunkActivity } from './jobs/score-chunk.ts';
import { createBlobStarter } from './jobs/start-from-blob.ts';
import { createRequestStarter } from './jobs/start-from-request.ts';
import { type JobSchedule, createScheduleStarter } from './jobs/start-from-schedule.ts';
import { createJobStarter } from './jobs/start-job.ts';
import type { ChunkScorer } from './scoring/chunk-scorer.ts';
import type { ModelRepository } from './scoring/model-repository.ts';
import type { Settings } from './settings.ts';

export interface BatchDependencies {
  readonly settings: Settings;
  readonly blobs: BlobStore;
  readonly jobs: JobStore;
  readonly predictions: PredictionStore;
  readonly repository: ModelRepository;
  readonly scoreChunk: ChunkScorer;
}

const now = (): Date => new Date();

/** Registers the batch endpoint: what starts jobs, what runs them, and what tells of them. */
export function registerBatch(dependencies: BatchDependencies): void {
  registerStarters(dependencies);
  registerOrchestration(dependencies);
  registerJobRoutes(dependencies);
}

function registerStarters({ settings, blobs, jobs, repository }: BatchDependencies): void {
  const starter = createJobStarter({ jobs, models: repository, now });
  const schedules = listSchedules(repository);
  registerJobFromBlob({ startFromBlob: createBlobStarter({ blobs, starter }), ...settings.blobTrigger });
  registerSchedules({ schedules, startFromSchedule: createScheduleStarter(starter), now });
  registerJobs({
    jobs,
    startFromRequest: createRequestStarter({ jobs, blobs, models: repository, starter }),
    defaultModel: settings.defaultModel,
    maxBodyBytes: settings.maxBodyBytes,
  });
}

function registerOrchestration(dependencies: BatchDependencies): void {
  const { blobs, jobs, repository } = dependencies;
  const work = {
    ...dependencies,
    models: repository,
    plans: createPlanStore(blobs),
    ledger: createLedger(blobs),
    now,
  };
  registerScoreJob();
  registerScoreLane();
  registerPlanJob(createJobPlanner(work));
  registerScoreChunk(createChunkActivity(work));
  registerFailJob(createJobFailer({ jobs }));
  registerFinishJob(createJobFinisher(work));
}

function registerJobRoutes({ blobs, jobs }: BatchDependencies): void {
  const control = createJobControl({ jobs, blobs, ledger: createLedger(blobs), now });
  registerJob(control);
  registerJobCancel(control);
  registerJobOutputs(createOutputFinder({ jobs, blobs }));
}

/** The schedules that the models' manifests declare. */
function listSchedules(repository: ModelRepository): readonly JobSchedule[] {
  return repository
    .list()
    .flatMap(({ name: model, schedules = [] }) => schedules.map((schedule) => ({ model, ...schedule })));
}
