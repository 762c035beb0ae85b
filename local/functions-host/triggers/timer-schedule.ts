import { CronExpressionParser } from 'cron-parser';
import { parseTimeSpanMs } from '../host-settings.ts';

/** The times of a timer, in UTC. */
export interface TimerSchedule {
  /** The first occurrence after `from`. */
  next(from: Date): Date;
  /** Occurrences lie at least a minute apart, so the host keeps the timer's status over restarts. */
  readonly isMonitored: boolean;
}

const isTimeSpan = (text: string) => /^(\d+\.)?\d+:\d{2}:\d{2}$/.test(text);

function createCron(schedule: string): TimerSchedule {
  const fields = schedule.trim().split(/\s+/).length;
  if (fields !== 5 && fields !== 6)
    throw new Error(`Cannot read schedule "${schedule}": it has ${fields} fields, expected 6 (or 5)`);
  const withSeconds = fields === 6 ? schedule : `0 ${schedule}`;
  const next = (from: Date) =>
    CronExpressionParser.parse(withSeconds, { currentDate: from, tz: 'UTC' }).next().toDate();
  const first = next(new Date());
  return { next, isMonitored: next(first).getTime() - first.getTime() >= 60_000 };
}

/** Reads an NCRONTAB expression (seconds first) or a TimeSpan. */
export function createTimerSchedule(schedule: string): TimerSchedule {
  if (!isTimeSpan(schedule)) return createCron(schedule);
  const intervalMs = parseTimeSpanMs(schedule);
  return { next: (from) => new Date(from.getTime() + intervalMs), isMonitored: intervalMs >= 60_000 };
}
