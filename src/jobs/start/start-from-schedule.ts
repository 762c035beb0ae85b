import type { Job } from '../job.ts';
import { toJobId } from '../job-id.ts';
import { type JobQuery, toQueryPath } from '../input/job-query.ts';
import type { JobRunner } from '../job-runner.ts';
import { type catchUpPolicies, findDueSlots } from './due-slots.ts';
import type { JobStarter } from './start-job.ts';

/** A schedule that a model's manifest declares. */
export interface JobSchedule {
  readonly model: string;
  readonly name: string;
  /** NCRONTAB, six fields, UTC. */
  readonly cron: string;
  /** `<container>/<blob name>`, or a query. */
  readonly input: string | JobQuery;
  /** What becomes of slots that were missed; `latest` where not given. */
  readonly catchUp?: (typeof catchUpPolicies)[number] | undefined;
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
        input: toInput(schedule.input),
      },
      runner,
    );
  };
}

function toInput(input: JobSchedule['input']): Job['input'] {
  return typeof input === 'string' ? { path: input } : { path: toQueryPath(input), query: input };
}

export interface TimerTimes {
  readonly now: Date;
  /** The occurrence that the host was waiting for, where it keeps a schedule's status. */
  readonly next: string | undefined;
}

const earliestMs = 30_000;

/** The slots that a timer's call stands for. A call by hand, ahead of the occurrence waited for, is a slot of its own. */
export function toSlots(
  { cron, catchUp = 'latest' }: Pick<JobSchedule, 'cron' | 'catchUp'>,
  { now, next }: TimerTimes,
): readonly Date[] {
  const due = new Date(next ?? NaN);
  const isByHand = !(due.getTime() <= now.getTime() + earliestMs);
  if (isByHand) return [new Date(Math.floor(now.getTime() / 1000) * 1000)];
  // A timer that wakes a little early stands for the occurrence that it was set for.
  const upTo = due > now ? due : now;
  return findDueSlots({ cron, catchUp, since: new Date(due.getTime() - 1), now: upTo });
}
