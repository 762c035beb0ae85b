import { isJsonObject, ownValue } from '../json/json-value.ts';
import type { Records } from '../records.ts';
import { parseCellJson } from '../table/column-values.ts';
import { missingValue, toInvalidValue, type ValueFault } from '../tensor/value-faults.ts';
import type { SeriesRows } from './assemble-series.ts';
import type { SeriesPlan } from './series-plan.ts';
import {
  type FaultySeries,
  type SeriesInput,
  type SeriesRecordOptions,
  type StaticValue,
  toSeriesRecords,
} from './series-records.ts';
import { parseTime, timeForms, toStep } from './series-time.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** A series as JSON, or why it is none. */
export type SeriesItem = { readonly record: JsonObject } | { readonly fault: ValueFault };

/** Ends the reading of one series. */
class SeriesError extends Error {
  readonly fault: FaultySeries['fault'];

  constructor({ code, what }: ValueFault, column?: string) {
    super(what);
    this.fault = {
      code,
      what: column === undefined ? `it ${what}` : `${JSON.stringify(column)} ${what}`,
      column,
    };
  }
}

/**
 * Reads series as JSON objects: `by` and what else the model takes as values; each column of the table as a list, the earliest
 * time first, null where there is no value; the times as a list, or none where each is `every` after the one before; what
 * is known of the times to come in `future`, lists by column.
 */
export function parseSeriesObjects(
  items: readonly SeriesItem[],
  options: Omit<SeriesRecordOptions, 'firstRow'>,
): Records {
  const inputs = items.map((item) => readItem(item, options.series));
  return toSeriesRecords(inputs, { ...options, firstRow: 1 });
}

function readItem(item: SeriesItem, series: SeriesPlan): SeriesInput | FaultySeries {
  let by: readonly string[] | undefined;
  try {
    if ('fault' in item) throw new SeriesError(item.fault);
    const { record } = item;
    by = series.by.map((name) => readName(record, name));
    const statics = readStatics(record, series);
    return { by, ...readRows(record, series), readStatics: () => statics };
  } catch (thrown) {
    if (thrown instanceof SeriesError) return { by, fault: thrown.fault };
    throw thrown;
  }
}

function readName(item: JsonObject, name: string): string {
  const value = ownValue(item, name);
  if (value === undefined || value === null || value === '') throw new SeriesError(missingValue, name);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new SeriesError(toInvalidValue(value, 'a text or a number'), name);
}

function readStatics(item: JsonObject, { rows, statics }: SeriesPlan): readonly StaticValue[] {
  return statics.flatMap(({ row }) => {
    const spec = rows[row];
    if (spec === undefined) return [];
    const parsed = parseCellJson(ownValue(item, spec.name), spec);
    if ('fault' in parsed) throw new SeriesError(parsed.fault, spec.name);
    if (typeof parsed.cell === 'object') throw new SeriesError(toInvalidValue(item, 'a value'), spec.name);
    return [typeof parsed.cell === 'boolean' ? Number(parsed.cell) : parsed.cell];
  });
}

function readRows(
  item: JsonObject,
  series: SeriesPlan,
): { readonly rows: SeriesRows; readonly areTimesKnown: boolean } {
  const known = readList(item, series.target) ?? fail(missingValue, series.target);
  const future = readFuture(item);
  const futures = series.numbers.map((name) => readList(future, name) ?? []);
  const more = Math.max(0, ...futures.map(({ length }) => length));
  const numbers = series.numbers.map((name, k): readonly [string, Float64Array] => {
    const values = readList(item, name) ?? [];
    if (values.length > 0 && values.length !== known.length) {
      const what = `has ${values.length} values, but ${JSON.stringify(series.target)} has ${known.length}`;
      throw new SeriesError({ code: 'InvalidValue', what }, name);
    }
    const all = new Float64Array(known.length + more).fill(NaN);
    all.set(values);
    all.set(futures[k] ?? [], known.length);
    return [name, all];
  });
  const times = readTimes(item, series, { known: known.length, more });
  return { rows: { times: times.places, numbers: new Map(numbers) }, areTimesKnown: times.areKnown };
}

function readFuture(item: JsonObject): JsonObject {
  const future = ownValue(item, 'future');
  if (future === undefined || future === null) return {};
  return isJsonObject(future) ? future : fail(toInvalidValue(future, 'an object of lists'), 'future');
}

function readList(item: JsonObject, name: string): readonly number[] | undefined {
  const value = ownValue(item, name);
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new SeriesError(toInvalidValue(value, 'a list'), name);
  return value.map((number: unknown, k) => {
    if (number === null) return NaN;
    if (typeof number === 'number') return number;
    const { code, what } = toInvalidValue(number, 'a number');
    throw new SeriesError({ code, what: `has a value ${k + 1} that ${what}` }, name);
  });
}

function readTimes(
  item: JsonObject,
  series: SeriesPlan,
  { known, more }: { readonly known: number; readonly more: number },
): { readonly places: readonly number[]; readonly areKnown: boolean } {
  const { time } = series;
  const given = ownValue(item, time);
  const step = toStep(series);
  if (given === undefined || given === null) {
    return { places: Array.from({ length: known + more }, (_, k) => k * step), areKnown: false };
  }
  if (!Array.isArray(given)) throw new SeriesError(toInvalidValue(given, 'a list'), time);
  if (given.length !== known) {
    const what = `has ${given.length} values, but ${JSON.stringify(series.target)} has ${known}`;
    throw new SeriesError({ code: 'InvalidValue', what }, time);
  }
  const places: number[] = [];
  for (const [k, value] of given.entries())
    places.push(readTime(value, k, { series, before: places.at(-1) }));
  const last = places.at(-1) ?? 0;
  for (let k = 1; k <= more; k++) places.push(last + k * step);
  return { places, areKnown: true };
}

interface TimePlace {
  readonly series: SeriesPlan;
  readonly before: number | undefined;
}

function readTime(value: unknown, index: number, { series, before = -Infinity }: TimePlace): number {
  const { time, unit } = series;
  const place =
    typeof value === 'string' || typeof value === 'number' ? parseTime(String(value), series) : NaN;
  const position = `has a value ${index + 1} that`;
  if (Number.isNaN(place)) {
    const { code, what } = toInvalidValue(value, timeForms[unit]);
    throw new SeriesError({ code, what: `${position} ${what}` }, time);
  }
  if (place > before) return place;
  throw new SeriesError({ code: 'InvalidValue', what: `${position} is not later than the one before` }, time);
}

function fail(fault: ValueFault, column: string): never {
  throw new SeriesError(fault, column);
}
