import type { OrchestrationHandler } from 'durable-functions';
import { scoreJob } from '../../../src/functions/score-job.ts';
import { scoreLane } from '../../../src/functions/score-lane.ts';
import type { BlobStore } from '../../../src/jobs/blob-store.ts';
import { createJobFailer, type FailTask } from '../../../src/jobs/control/fail-job.ts';
import { createJobFinisher, type FinishTask } from '../../../src/jobs/control/finish-job.ts';
import { createJobControl } from '../../../src/jobs/control/job-control.ts';
import type { JobModels } from '../../../src/jobs/job-models.ts';
import type { QuerySource } from '../../../src/jobs/input/job-query.ts';
import { type OutputName, outputPath } from '../../../src/jobs/job-paths.ts';
import type { JobStore } from '../../../src/jobs/job-store.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { createLedger } from '../../../src/jobs/ledger.ts';
import { createJobPlanner, type JobAttempt } from '../../../src/jobs/plan/plan-job.ts';
import { createPlanStore } from '../../../src/jobs/plan/plan-store.ts';
import type { PredictionStore } from '../../../src/jobs/outputs/prediction-store.ts';
import { type ChunkTask, createChunkActivity } from '../../../src/jobs/chunks/score-chunk.ts';
import { createOverlapGuard } from '../../../src/jobs/start/overlap-guard.ts';
import { prepareAttempt } from '../../../src/jobs/control/prepare-attempt.ts';
import { createBlobStarter } from '../../../src/jobs/start/start-from-blob.ts';
import { createJobPreviewer } from '../../../src/jobs/plan/preview-job.ts';
import {
  createRequestDrafter,
  createRequestStarter,
  type JobRequest,
} from '../../../src/jobs/start/start-from-request.ts';
import { createJobStarter } from '../../../src/jobs/start/start-job.ts';
import { createWatchdog } from '../../../src/jobs/control/watchdog.ts';
import type { ChunkScorer } from '../../../src/scoring/chunk-scorer.ts';
import type { RecordTimer } from '../../../src/scoring/batching/record-timer.ts';
import { createMemoryRuns } from './memory-runs.ts';
import { type Activity, createOrchestrator } from './orchestrator.ts';

export interface HarnessOptions {
  readonly blobs: BlobStore;
  readonly jobs: JobStore;
  readonly predictions: PredictionStore;
  readonly models: JobModels;
  readonly scoreChunk: ChunkScorer;
  readonly timeRecord?: RecordTimer;
  readonly now?: () => Date;
  readonly queryRows?: QuerySource;
  readonly queryContainers?: readonly string[];
  /** In place of the product's own. */
  readonly orchestrations?: Readonly<Record<string, OrchestrationHandler>>;
  readonly standstillMs?: number;
  /** Lays faults around activities. */
  readonly disturb?: (activity: Activity, name: string) => Activity;
}

/** All of the jobs part, put together as the composition root does, its orchestrations run in this process. */
export function createJobHarness(options: HarnessOptions) {
  const { blobs, jobs, disturb = (activity: Activity) => activity } = options;
  const parts = {
    ...options,
    timeRecord: options.timeRecord ?? (async () => undefined),
    now: options.now ?? (() => new Date()),
    plans: createPlanStore(blobs),
    ledger: createLedger(blobs),
  };
  const planJob = prepareAttempt(createJobPlanner(parts), parts);
  const scoreOne = createChunkActivity(parts);
  const failJob = createJobFailer(parts);
  const finishJob = createJobFinisher(parts);
  const activities: Record<string, Activity> = {
    'plan-job': (input) => planJob(input as JobAttempt),
    'score-chunk': (input) => scoreOne(input as ChunkTask),
    'fail-job': (input) => failJob(input as FailTask),
    'finish-job': (input) => finishJob(input as FinishTask),
  };
  const orchestrator = createOrchestrator({
    activities: Object.fromEntries(
      Object.entries(activities).map(([name, activity]) => [name, disturb(activity, name)]),
    ),
    orchestrations: { 'score-job': scoreJob, 'score-lane': scoreLane, ...options.orchestrations },
  });
  const runner = createMemoryRuns((job, attempt) => orchestrator.run('score-job', { job, attempt }));
  const control = createJobControl(parts);
  const guardOverlap = createOverlapGuard({ jobs, cancel: control.cancel });
  const starter = createJobStarter({ ...parts, guardOverlap });
  const startFromBlob = createBlobStarter({ blobs, starter });
  const drop = async (name: string, text: string | Uint8Array): Promise<Job | undefined> => {
    const blob = { container: 'batch-input', name };
    await blobs.write(blob, text);
    return startFromBlob(blob, runner);
  };
  const requests = { jobs, blobs, models: parts.models, starter };
  const draftFromRequest = createRequestDrafter(requests);
  const previewJob = createJobPreviewer(parts);
  return {
    ...parts,
    activities,
    runner,
    starter,
    startFromBlob,
    startFromRequest: createRequestStarter(requests),
    previewFromRequest: async (request: JobRequest) => previewJob(await draftFromRequest(request)),
    control,
    watch: createWatchdog({
      ...parts,
      finishJob,
      standstillMs: options.standstillMs ?? 60_000,
      report: (error) => {
        throw error;
      },
    }),
    drop,
    /** How many orchestrations were started. */
    started: runner.started,
    /** Waits until the orchestration of the job's present attempt has ended or failed. */
    ended: async (id: string): Promise<Job> => {
      await runner.settled(id, (await jobs.read(id))?.attempt ?? 1);
      return (await jobs.read(id))!;
    },
    output: async (job: Job, output: OutputName): Promise<string | undefined> => {
      const bytes = await blobs.read(outputPath(job, output));
      return bytes && Buffer.from(bytes).toString();
    },
  };
}

export type JobHarness = ReturnType<typeof createJobHarness>;
