import { CronExpressionParser } from 'cron-parser';
import { parseTimeSpanMs } from '../host-settings.ts';

/** The times of a timer, in UTC. */
export interface TimerSchedule {
  /** The first occurrence after `from`. */
  next(from: Date): Date;
  /** Occurrences lie at least a minute apart, so the host keeps the timer's status over restarts. */
  readonly isMonitored: boolean;
  /** What the app is told: clock changes matter to a schedule of days and hours, not to an interval. */
  readonly adjustsForDst: boolean;
}

const isTimeSpan = (text: string) => /^(\d+\.)?\d+:\d{2}:\d{2}$/.test(text);

/** Days that a leap year and a weekday can lie apart. */
const mostDays = 366 * 40;

/** In NCRONTAB day of month and day of week must both fit; cron's rule is that either does. */
function createNext(fields: readonly string[]): (from: Date) => Date {
  const [seconds = '', minutes = '', hours = '', days = '', months = '', weekdays = ''] = fields;
  const allowed = CronExpressionParser.parse(`0 0 0 * * ${weekdays}`).fields.dayOfWeek.values.map(Number);
  const isAllowed = (date: Date) =>
    allowed.includes(date.getUTCDay()) || (date.getUTCDay() === 0 && allowed.includes(7));
  const expression = [seconds, minutes, hours, days, months, '*'].join(' ');
  return (from) => {
    const occurrences = CronExpressionParser.parse(expression, { currentDate: from, tz: 'UTC' });
    for (let day = 0; day < mostDays; day++) {
      const found = occurrences.next().toDate();
      if (isAllowed(found)) return found;
      // The rest of that day fits no better.
      const midnight = new Date(found);
      midnight.setUTCHours(23, 59, 59, 0);
      occurrences.reset(midnight);
    }
    throw new Error(`Cannot find when "${fields.join(' ')}" is due: no such day in 40 years`);
  };
}

function createCron(schedule: string): TimerSchedule {
  const given = schedule.trim().split(/\s+/);
  if (given.length !== 5 && given.length !== 6)
    throw new Error(`Cannot read schedule "${schedule}": it has ${given.length} fields, expected 6 (or 5)`);
  const next = createNext(given.length === 6 ? given : ['0', ...given]);
  const first = next(new Date());
  const isMonitored = next(first).getTime() - first.getTime() >= 60_000;
  return { next, isMonitored, adjustsForDst: true };
}

/** Reads an NCRONTAB expression (seconds first) or a TimeSpan. */
export function createTimerSchedule(schedule: string): TimerSchedule {
  if (!isTimeSpan(schedule)) return createCron(schedule);
  const intervalMs = parseTimeSpanMs(schedule);
  return {
    next: (from) => new Date(from.getTime() + intervalMs),
    isMonitored: intervalMs >= 60_000,
    adjustsForDst: false,
  };
}
