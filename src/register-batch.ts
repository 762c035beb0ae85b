import { registerFailJob } from './functions/fail-job.ts';
import { registerFinishJob } from './functions/finish-job.ts';
import { registerJobCancel } from './functions/job-cancel.ts';
import { registerJobOutputs } from './functions/job-outputs.ts';
import { registerJobReopening } from './functions/job-reopen.ts';
import { registerJob } from './functions/job.ts';
import { registerPlanJob } from './functions/plan-job.ts';
import { registerReportForecast } from './functions/report-forecast.ts';
import { registerScoreChunk } from './functions/score-chunk.ts';
import { registerScoreJob } from './functions/score-job.ts';
import { registerScoreLane } from './functions/score-lane.ts';
import type { BlobStore } from './jobs/blob-store.ts';
import { createJobFailer } from './jobs/control/fail-job.ts';
import { createJobFinisher } from './jobs/control/finish-job.ts';
import { createJobControl, type JobControl } from './jobs/control/job-control.ts';
import type { JobEvents } from './jobs/job-events.ts';
import type { JobStore } from './jobs/job-store.ts';
import { notifyFinished } from './jobs/control/notify-finished.ts';
import type { QuerySource } from './jobs/input/job-query.ts';
import { createLedger } from './jobs/ledger.ts';
import { createOutputFinder } from './jobs/outputs/open-output.ts';
import { createJobPlanner } from './jobs/plan/plan-job.ts';
import { createPlanStore } from './jobs/plan/plan-store.ts';
import { prepareAttempt } from './jobs/control/prepare-attempt.ts';
import type { PredictionStore } from './jobs/outputs/prediction-store.ts';
import { createForecastFinder } from './jobs/report/forecast/find-forecast.ts';
import { createChunkActivity } from './jobs/chunks/score-chunk.ts';
import { registerStarters } from './register-starters.ts';
import { registerUpkeep } from './register-upkeep.ts';
import type { ChunkScorer } from './scoring/chunk-scorer.ts';
import type { ModelRepository } from './scoring/repository/model-repository.ts';
import type { RecordTimer } from './scoring/batching/record-timer.ts';
import type { Settings } from './settings.ts';

export interface BatchDependencies {
  readonly settings: Settings;
  readonly blobs: BlobStore;
  readonly jobs: JobStore;
  readonly predictions: PredictionStore;
  readonly repository: ModelRepository;
  readonly scoreChunk: ChunkScorer;
  readonly timeRecord: RecordTimer;
  readonly events: JobEvents;
  readonly queryRows: QuerySource;
}

const now = (): Date => new Date();

/** Registers the batch endpoint: what starts jobs, what runs them, and what tells of them. */
export function registerBatch(dependencies: BatchDependencies): void {
  const { blobs, repository: models } = dependencies;
  const parts = { ...dependencies, models, plans: createPlanStore(blobs), ledger: createLedger(blobs), now };
  const control = createJobControl(parts);
  registerStarters({ ...dependencies, control, now });
  registerOrchestration(dependencies);
  registerJobRoutes(dependencies, control);
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
  registerPlanJob(prepareAttempt(createJobPlanner(work), work));
  registerScoreChunk(createChunkActivity(work));
  registerFailJob(createJobFailer({ jobs }));
  const finishJob = notifyFinished(createJobFinisher(work), work);
  registerFinishJob(finishJob);
  registerUpkeep({ ...work, finishJob });
}

function registerJobRoutes(
  { blobs, jobs, repository: models }: BatchDependencies,
  control: JobControl,
): void {
  registerJob(control);
  registerJobCancel(control);
  registerJobReopening(control);
  registerJobOutputs(createOutputFinder({ jobs, blobs }));
  registerReportForecast(createForecastFinder({ jobs, blobs, models, plans: createPlanStore(blobs) }));
}
