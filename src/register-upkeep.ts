import { registerWatchdog } from './functions/watchdog.ts';
import { createWatchdog, type WatchdogDependencies } from './jobs/watchdog.ts';
import type { Settings } from './settings.ts';

export interface UpkeepDependencies extends Pick<
  WatchdogDependencies,
  'jobs' | 'ledger' | 'finishJob' | 'now'
> {
  readonly settings: Pick<Settings, 'upkeep'>;
}

const minuteMs = 60_000;

const report = (error: unknown): void => console.error(error);

/** Registers what looks after jobs on its own. */
export function registerUpkeep(dependencies: UpkeepDependencies): void {
  const { upkeep } = dependencies.settings;
  const standstillMs = upkeep.standstillMinutes * minuteMs;
  registerWatchdog(createWatchdog({ ...dependencies, standstillMs, report }));
}
