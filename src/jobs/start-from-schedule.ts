import type { Job } from './job.ts';
import { toJobId } from './job-id.ts';
import type { JobRunner } from './job-runner.ts';
import type { JobStarter } from './start-job.ts';

/** A schedule that a model's manifest declares. */
export interface JobSchedule {
  readonly model: string;
  readonly name: string;
  /** NCRONTAB, six fields, UTC. */
  readonly cron: string;
  /** `<container>/<blob name>`. */
  readonly input: string;
}

/** Starts the job of a schedule's slot: once, however often the slot is announced. */
export function createScheduleStarter(starter: JobStarter) {
  return (schedule: JobSchedule, slot: Date, runner: JobRunner): Promise<Job> => {
    const name = `${schedule.model}-${schedule.name}`;
    const at = slot.toISOString();
    return starter.startOrFail(
      {
        id: toJobId(schedule.model, ['timer', name, at]),
        model: schedule.model,
        trigger: { kind: 'timer', schedule: name, slot: at },
        input: { path: schedule.input },
      },
      runner,
    );
  };
}

export interface TimerTimes {
  readonly now: Date;
  /** The occurrence that the host was waiting for, where it keeps a schedule's status. */
  readonly next: string | undefined;
}

/** The occurrence that a timer's call stands for. A call by hand, ahead of the occurrence waited for, is a slot of its own. */
export function toSlot({ now, next }: TimerTimes): Date {
  const earliestMs = 30_000;
  const due = new Date(next ?? NaN);
  if (due.getTime() <= now.getTime() + earliestMs) return due;
  return new Date(Math.floor(now.getTime() / 1000) * 1000);
}
