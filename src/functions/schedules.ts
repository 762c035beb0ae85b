import { app } from '@azure/functions';
import type { Job } from '../jobs/job.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { type JobSchedule, toSlots } from '../jobs/start/start-from-schedule.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';

export interface SchedulesOptions {
  readonly schedules: readonly JobSchedule[];
  readonly startFromSchedule: (schedule: JobSchedule, slot: Date, runner: JobRunner) => Promise<Job>;
  readonly now: () => Date;
}

/** One timer function a schedule, `schedule-<model>-<name>`. */
export function registerSchedules({ schedules, startFromSchedule, now }: SchedulesOptions): void {
  for (const schedule of schedules) {
    app.timer(`schedule-${schedule.model}-${schedule.name}`, {
      schedule: schedule.cron,
      extraInputs: jobRunnerInputs,
      handler: async (timer, context) => {
        const slots = toSlots(schedule, { now: now(), next: readNext(timer.scheduleStatus) });
        for (const slot of slots) {
          const job = await startFromSchedule(schedule, slot, toJobRunner(context));
          context.log(`Job ${job.id} of slot ${slot.toISOString()} is ${job.status}`);
        }
        if (slots.length === 0) context.log('No job: what was missed is skipped');
      },
    });
  }
}

/** The host keeps no status for schedules of less than a minute, whatever the types say. */
function readNext(status: { readonly next: string } | null | undefined): string | undefined {
  return status?.next;
}
