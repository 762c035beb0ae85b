import { app } from '@azure/functions';
import { findDueSlots } from '../jobs/start/due-slots.ts';
import type { Job } from '../jobs/job.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { JobSchedule } from '../jobs/start/start-from-schedule.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';

export interface SchedulerOptions {
  /** Schedules of models that came after the app had started: the others have timers of their own. */
  readonly listAdded: () => readonly JobSchedule[];
  readonly startFromSchedule: (schedule: JobSchedule, slot: Date, runner: JobRunner) => Promise<Job>;
  readonly now: () => Date;
}

const minuteMs = 60_000;

/** Looks each minute for slots of added schedules; a slot that is seen twice is one job. */
export function registerScheduler({ listAdded, startFromSchedule, now }: SchedulerOptions): void {
  app.timer('scheduler', {
    schedule: '0 * * * * *',
    extraInputs: jobRunnerInputs,
    handler: async (timer, context) => {
      const at = now();
      const since = parseLast(timer.scheduleStatus) ?? new Date(at.getTime() - minuteMs);
      for (const schedule of listAdded()) {
        const { cron, catchUp = 'latest' } = schedule;
        for (const slot of findDueSlots({ cron, catchUp, since, now: at })) {
          const job = await startFromSchedule(schedule, slot, toJobRunner(context));
          context.log(`Job ${job.id} of slot ${slot.toISOString()} is ${job.status}`);
        }
      }
    },
  });
}

/** When the timer ran before; a timer that never ran says a year before our time. */
function parseLast(status: { readonly last: string } | null | undefined): Date | undefined {
  const last = new Date(status?.last ?? NaN);
  return last.getUTCFullYear() > 2000 ? last : undefined;
}
