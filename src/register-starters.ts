import { registerJobFromBlob } from './functions/job-from-blob.ts';
import { registerPoisonBlobs } from './functions/job-from-poison-blob.ts';
import { registerJobFromQueue } from './functions/job-from-queue.ts';
import { registerJobs } from './functions/jobs.ts';
import { registerScheduler } from './functions/scheduler.ts';
import { registerSchedules } from './functions/schedules.ts';
import { registerSweep } from './functions/sweep.ts';
import type { BlobStore } from './jobs/blob-store.ts';
import type { JobControl } from './jobs/control/job-control.ts';
import type { JobEvents } from './jobs/job-events.ts';
import type { JobStore } from './jobs/job-store.ts';
import type { QuerySource } from './jobs/input/job-query.ts';
import { createOverlapGuard } from './jobs/start/overlap-guard.ts';
import { createJobPreviewer } from './jobs/plan/preview-job.ts';
import { createBlobStarter, createPoisonBlobRecorder } from './jobs/start/start-from-blob.ts';
import { createMessageStarter } from './jobs/start/start-from-message.ts';
import { createRequestDrafter, createRequestStarter } from './jobs/start/start-from-request.ts';
import { type JobSchedule, createScheduleStarter } from './jobs/start/start-from-schedule.ts';
import { createJobStarter } from './jobs/start/start-job.ts';
import { createBlobSweep } from './jobs/start/sweep-blobs.ts';
import type { ChunkScorer } from './scoring/chunk-scorer.ts';
import type { RecordTimer } from './scoring/batching/record-timer.ts';
import type { ModelRepository } from './scoring/repository/model-repository.ts';
import type { Settings } from './settings.ts';

export interface StarterDependencies {
  readonly settings: Settings;
  readonly blobs: BlobStore;
  readonly jobs: JobStore;
  readonly repository: ModelRepository;
  readonly events: JobEvents;
  readonly control: Pick<JobControl, 'list' | 'cancel'>;
  readonly timeRecord: RecordTimer;
  readonly scoreChunk: ChunkScorer;
  readonly queryRows: QuerySource;
  readonly now: () => Date;
}

const hourMs = 3_600_000;

/** Registers all that starts jobs: blobs, requests, messages, schedules. */
export function registerStarters({
  settings,
  blobs,
  jobs,
  repository,
  events,
  control,
  timeRecord,
  scoreChunk,
  queryRows,
  now,
}: StarterDependencies): void {
  const { defaultModel, maxBodyBytes } = settings;
  const { hosts: webhookHosts } = settings.webhooks;
  const guardOverlap = createOverlapGuard({ jobs, cancel: control.cancel });
  const starter = createJobStarter({
    ...{ jobs, models: repository, now, events, webhookHosts, guardOverlap },
    queryContainers: settings.queryContainers,
  });
  const startFromBlob = createBlobStarter({ blobs, starter });
  const requests = { jobs, blobs, models: repository, starter };
  const startFromRequest = createRequestStarter(requests);
  const draftFromRequest = createRequestDrafter(requests);
  const previewJob = createJobPreviewer({ blobs, models: repository, timeRecord, scoreChunk, queryRows });

  registerJobFromBlob({ startFromBlob, ...settings.blobTrigger });
  registerPoisonBlobs({ giveUp: createPoisonBlobRecorder(starter) });
  const maxAgeMs = settings.sweep.lookBackHours * hourMs;
  const sweepBlobs = createBlobSweep({ blobs, jobs, startFromBlob, now, maxAgeMs });
  registerSweep({ sweepBlobs, everyMinutes: settings.sweep.everyMinutes });
  registerJobs({
    jobs: control,
    startFromRequest,
    previewFromRequest: async (request) => previewJob(await draftFromRequest(request)),
    defaultModel,
    maxBodyBytes,
  });
  if (settings.serviceBus !== undefined) {
    registerJobFromQueue(createMessageStarter({ starter, startFromRequest, defaultModel }));
  }

  const startFromSchedule = createScheduleStarter(starter);
  const schedules = listSchedules(repository);
  const own = new Set(schedules.map(toName));
  const listAdded = () => listSchedules(repository).filter((schedule) => !own.has(toName(schedule)));
  registerSchedules({ schedules, startFromSchedule, now });
  registerScheduler({ listAdded, startFromSchedule, now });
}

/** The schedules that the models' manifests declare. */
function listSchedules(repository: ModelRepository): readonly JobSchedule[] {
  return repository
    .list()
    .flatMap(({ name: model, schedules = [] }) => schedules.map((schedule) => ({ model, ...schedule })));
}

/** A schedule that has changed since the app's start is a new one: its timer function runs by the old times. */
function toName({ model, name, cron, input }: JobSchedule): string {
  return JSON.stringify([model, name, cron, input]);
}
