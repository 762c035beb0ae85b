import { createColumnStore } from '../table/column-store.ts';
import type { Column, ColumnSpec, RecordError, Records } from '../records.ts';
import { toRecordError, type ValueFault } from '../tensor/value-faults.ts';
import {
  type AssembledSeries,
  assembleSeries,
  type SeriesRows,
  type WindowValues,
} from './assemble-series.ts';
import { keySeparator, type SeriesPlan } from './series-plan.ts';

/** One series, as it was read. */
export interface SeriesInput {
  /** Its values of `by`, as they are written. */
  readonly by: readonly string[];
  readonly rows: SeriesRows;
  /** Whether its times are told, which is so where nothing is said. */
  readonly areTimesKnown?: boolean;
  /** What the model takes of a row beside the windows: of each static column a value. */
  readonly readStatics: (row: number) => readonly StaticValue[];
  /** Byte offset of its first row in the input. */
  readonly offset?: number | undefined;
}

export type StaticValue = string | number | bigint;

/** A series that cannot be read. */
export interface FaultySeries {
  readonly by: readonly string[] | undefined;
  /** Told as it is. */
  readonly fault: ValueFault & { readonly column?: string | undefined };
  readonly offset?: number | undefined;
}

export interface SeriesRecordOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly series: SeriesPlan;
  /** 1-based place of the first series. */
  readonly firstRow: number;
}

/** Series as records: the windows and what else the model takes in columns, their names carried, and from where each is forecast. */
export function toSeriesRecords(
  inputs: readonly (SeriesInput | FaultySeries)[],
  { model, columns, series, firstRow }: SeriesRecordOptions,
): Records {
  const stores = columns.map((spec) => createColumnStore(spec, inputs.length));
  const windows = series.windows.map(({ column }) => toWindowValues(stores[column]?.column));
  const rows = new Uint32Array(inputs.length);
  const origins = new Float64Array(inputs.length);
  const names: (readonly string[])[] = [];
  const errors: RecordError[] = [];
  for (const [k, input] of inputs.entries()) {
    const count = names.length;
    const known = 'fault' in input ? input.fault : assembleOne(input, { series, windows, place: count });
    if ('what' in known) {
      errors.push(toError({ model, row: firstRow + k, by: input.by, offset: input.offset }, known));
      continue;
    }
    if ('fault' in input) continue;
    const { lastRow } = known;
    for (const [s, value] of input.readStatics(lastRow).entries()) {
      stores[series.statics[s]?.column ?? -1]?.set(count, value);
    }
    rows[count] = firstRow + k;
    origins[count] = input.areTimesKnown === false ? NaN : (input.rows.times[lastRow] ?? NaN);
    names.push(input.by);
  }
  const count = names.length;
  return {
    total: inputs.length,
    count,
    columns: stores.map((store) => store.finish(count)),
    rows: rows.subarray(0, count),
    keys: names.map((by) => by.join(keySeparator)),
    carried: series.by.map((name, column) => ({ name, values: names.map((by) => by[column] ?? '') })),
    origins: origins.subarray(0, count),
    errors,
  };
}

function toWindowValues(column: Column | undefined): WindowValues {
  if (column?.type === 'float32' || column?.type === 'float64') return column.values;
  throw new Error('Cannot fill a window: its column holds no numbers');
}

interface SeriesPlace {
  readonly series: SeriesPlan;
  readonly windows: readonly WindowValues[];
  readonly place: number;
}

function assembleOne(
  { rows }: SeriesInput,
  { series, ...place }: SeriesPlace,
): AssembledSeries | ColumnFault {
  const assembled = assembleSeries(series, rows, place);
  if ('lastRow' in assembled) return assembled;
  return { ...assembled, what: `${JSON.stringify(assembled.column)} ${assembled.what}` };
}

type ColumnFault = FaultySeries['fault'];

interface ErrorPlace {
  readonly model: string;
  readonly row: number;
  readonly by: readonly string[] | undefined;
  readonly offset: number | undefined;
}

function toError({ model, row, by, offset }: ErrorPlace, { code, what, column }: ColumnFault): RecordError {
  const place = {
    model,
    row,
    ...(by !== undefined && { key: by.join(keySeparator) }),
    ...(column !== undefined && { column }),
    ...(offset !== undefined && { offset }),
  };
  return toRecordError(place, code, what);
}
