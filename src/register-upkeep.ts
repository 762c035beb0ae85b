import { registerPurge } from './functions/purge.ts';
import { registerRetention } from './functions/retention.ts';
import { registerWatchdog } from './functions/watchdog.ts';
import type { BlobStore } from './jobs/blob-store.ts';
import type { PredictionStore } from './jobs/outputs/prediction-store.ts';
import { createHistoryPurge } from './jobs/control/purge-histories.ts';
import { createJobRemover } from './jobs/control/remove-job.ts';
import { createJobRetention } from './jobs/control/retain-jobs.ts';
import { createWatchdog, type WatchdogDependencies } from './jobs/control/watchdog.ts';
import type { Settings } from './settings.ts';

export interface UpkeepDependencies extends Pick<
  WatchdogDependencies,
  'jobs' | 'ledger' | 'finishJob' | 'now'
> {
  readonly settings: Pick<Settings, 'upkeep'>;
  readonly blobs: BlobStore;
  readonly predictions: PredictionStore;
}

const minuteMs = 60_000;

const report = (error: unknown): void => console.error(error);

/** Registers what looks after jobs on its own. */
export function registerUpkeep(dependencies: UpkeepDependencies): void {
  const { upkeep } = dependencies.settings;
  const standstillMs = upkeep.standstillMinutes * minuteMs;
  registerWatchdog(createWatchdog({ ...dependencies, standstillMs, report }));
  registerPurge(createHistoryPurge({ ...dependencies, ...upkeep }));
  const removeJob = createJobRemover(dependencies);
  registerRetention(createJobRetention({ ...dependencies, ...upkeep, removeJob, report }));
}
