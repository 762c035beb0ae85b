import { CronExpressionParser } from 'cron-parser';

export interface OccurrenceRange {
  readonly after: Date;
  readonly upTo: Date;
  /** The latest so many are given. */
  readonly limit: number;
}

/**
 * When a schedule of six fields (NCRONTAB, seconds first, UTC) was due, ascending. Day of month and day of week must
 * both fit, as with the Functions host; cron itself takes either, so the weekday is looked at here.
 */
export function listOccurrences(cron: string, { after, upTo, limit }: OccurrenceRange): Date[] {
  const fields = cron.split(' ');
  const weekdays = new Set<unknown>(
    CronExpressionParser.parse(`0 0 0 * * ${fields[5] ?? '*'}`).fields.dayOfWeek.values,
  );
  const isDue = (date: Date) => weekdays.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays.has(7));
  const everyDay = CronExpressionParser.parse([...fields.slice(0, 5), '*'].join(' '), {
    // Counts back from here, so what is due in this very second is to be found, too.
    currentDate: new Date(upTo.getTime() + 1000),
    tz: 'UTC',
  });
  const found: Date[] = [];
  while (found.length < limit) {
    const date = everyDay.prev().toDate();
    if (date <= after) break;
    if (date <= upTo && isDue(date)) found.unshift(date);
  }
  return found;
}
