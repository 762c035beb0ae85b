export type TimeUnit = 'integer' | 'day' | 'week' | 'month' | 'quarter';

/** How the times of a series are written, and how far one is from the next. */
export interface TimeScale {
  readonly unit: TimeUnit;
  /** Units between one time and the next. */
  readonly every: number;
}

const msPerDay = 86_400_000;
const daysPerWeek = 7;
const monthsPerYear = 12;
const quartersPerYear = 4;
const wholeNumber = /^[-+]?\d{1,15}$/;
const date = /^(\d{4})-(\d{2})-(\d{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?$/;
const yearMonth = /^(\d{4})-(\d{2})$/;
const yearQuarter = /^(\d{4})-?Q([1-4])$/i;

/** What a time of each unit looks like, for messages. */
export const timeForms: Readonly<Record<TimeUnit, string>> = {
  integer: 'a whole number',
  day: 'a date such as 2026-11-23',
  week: 'a date such as 2026-11-23',
  month: 'a month such as 2026-11, or its first day',
  quarter: 'a quarter such as 2026Q4, or its first day',
};

/**
 * The place of a time on its scale, so that neighbours are `every` apart: days since 1970 for days and weeks, months or
 * quarters since the year 0. NaN for what is no time of the unit.
 */
export function parseTime(text: string, { unit }: TimeScale): number {
  const trimmed = text.trim();
  switch (unit) {
    case 'integer':
      return wholeNumber.test(trimmed) ? Number(trimmed) : NaN;
    case 'day':
    case 'week':
      return parseDay(trimmed);
    case 'month':
      return parseMonth(trimmed);
    case 'quarter':
      return parseQuarter(trimmed);
  }
}

/** The time at a place, as `parseTime` reads it. */
export function formatTime(place: number, { unit }: TimeScale): string {
  switch (unit) {
    case 'integer':
      return String(place);
    case 'day':
    case 'week':
      return new Date(place * msPerDay).toISOString().slice(0, 'yyyy-mm-dd'.length);
    case 'month':
      return `${toYear(Math.floor(place / monthsPerYear))}-${String((place % monthsPerYear) + 1).padStart(2, '0')}`;
    case 'quarter':
      return `${toYear(Math.floor(place / quartersPerYear))}Q${(place % quartersPerYear) + 1}`;
  }
}

/** From one time to the next, in places. */
export function toStep({ unit, every }: TimeScale): number {
  return unit === 'week' ? every * daysPerWeek : every;
}

function toYear(year: number): string {
  return String(year).padStart(4, '0');
}

function parseDay(text: string): number {
  const found = date.exec(text);
  if (found === null) return NaN;
  const [, year = '', month = '', day = ''] = found;
  const ms = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // A 31st of February would be taken for a day of March.
  return Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day) ? NaN : ms / msPerDay;
}

function parseMonth(text: string): number {
  const [, year, month] = yearMonth.exec(text) ?? date.exec(text) ?? [];
  const number = Number(month);
  return number >= 1 && number <= monthsPerYear ? Number(year) * monthsPerYear + number - 1 : NaN;
}

function parseQuarter(text: string): number {
  const [, year, quarter] = yearQuarter.exec(text) ?? [];
  if (quarter !== undefined) return Number(year) * quartersPerYear + Number(quarter) - 1;
  const month = date.test(text) ? parseMonth(text) : NaN;
  return Math.floor(month / (monthsPerYear / quartersPerYear));
}
