import { createJsonColumn } from './json-column.ts';
import type { ColumnSpec, RecordError, Records } from '../records.ts';
import { ScoringError } from '../scoring-error.ts';
import { parseSeriesObjects, type SeriesItem } from '../series/parse-series-json.ts';
import type { SeriesPlan } from '../series/series-plan.ts';
import { toSimilarNameHint } from '../similar-name.ts';
import {
  type FaultyRecord,
  toInvalidValue,
  toRecordError,
  toValueError,
  type ValueFault,
} from '../tensor/value-faults.ts';

export interface ParseJsonOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly key?: string | undefined;
  readonly maxRecords: number;
  /** Where a record is a series. */
  readonly series?: SeriesPlan | undefined;
}

/** Reads the value of one field of a record, by its 0-based index; undefined where it is not there. */
export type FieldReader = (index: number) => unknown;

/** Records within parsed JSON, however they lie there. */
export interface JsonSource {
  readonly total: number;
  /** What is wrong with a record as a whole. */
  readonly findFault: (index: number) => ValueFault | undefined;
  /** Undefined where no record has such a field. */
  readonly openField: (name: string) => FieldReader | undefined;
  /** Names of the fields of a record, for hints. */
  readonly listFields: (index: number) => readonly string[];
}

/** A hint costs more than the error itself: the first few tell enough. */
const maxHints = 10;

/** Puts the records of a source into typed columns; throws TooLarge above `maxRecords`; a faulty record is an error of its own. */
export function readJsonSource(source: JsonSource, options: ParseJsonOptions): Records {
  const { total } = source;
  assertCount(total, options);
  const { series } = options;
  if (series !== undefined) return parseSeriesObjects(toSeriesItems(source, series), { ...options, series });
  const reader = createRecordReader(source, options);
  const rows = new Uint32Array(total);
  const keys: string[] = [];
  const errors: RecordError[] = [];
  for (let index = 0; index < total; index++) {
    const found = reader.read(index, { place: keys.length, hints: errors.length < maxHints });
    if (typeof found !== 'string') {
      errors.push(found);
      continue;
    }
    rows[keys.length] = index + 1;
    keys.push(found);
  }
  const count = keys.length;
  return {
    total,
    count,
    columns: reader.finish(count),
    rows: rows.subarray(0, count),
    keys: keys.some((text) => text !== '') ? keys : undefined,
    carried: [],
    errors,
  };
}

function assertCount(records: number, { model, maxRecords }: Pick<ParseJsonOptions, 'model' | 'maxRecords'>) {
  if (records === 0) throw new ScoringError('InvalidRequest', 'Cannot read the request: it holds no records');
  if (records <= maxRecords) return;
  const message = `Cannot score the records with ${JSON.stringify(model)}: there are ${records}, more than ${maxRecords}`;
  throw new ScoringError('TooLarge', message, { details: { records, maxRecords } });
}

/** Only what is read of a series, wherever it lies. */
function toSeriesItems(source: JsonSource, { rows }: SeriesPlan): readonly SeriesItem[] {
  const names = new Set([...rows.map(({ name }) => name), 'future']);
  const readers = [...names].map((name) => [name, source.openField(name) ?? readNothing] as const);
  return Array.from({ length: source.total }, (_, index) => {
    const fault = source.findFault(index);
    if (fault !== undefined) return { fault };
    return { record: Object.fromEntries(readers.map(([name, read]) => [name, read(index)])) };
  });
}

const readNothing: FieldReader = () => undefined;

interface RecordPlace {
  /** Where in the columns its values go. */
  readonly place: number;
  readonly hints: boolean;
}

/** Reads records one by one: the key of a valid one, or its error. */
function createRecordReader(source: JsonSource, { model, columns, key, maxRecords: _ }: ParseJsonOptions) {
  const targets = columns.map((spec) => createJsonColumn(spec, source.total));
  const readers = columns.map(({ name }) => source.openField(name) ?? readNothing);
  const readKey = (key === undefined ? undefined : source.openField(key)) ?? readNothing;

  function read(index: number, { place, hints }: RecordPlace): string | RecordError {
    const fault = source.findFault(index);
    const record: FaultyRecord = { model, row: index + 1 };
    if (fault !== undefined) return toRecordError(record, fault.code, `it ${fault.what}`);
    const text = toKey(readKey(index));
    if (typeof text !== 'string') return toValueError(record, key ?? '', text);
    for (let k = 0; k < targets.length; k++) {
      const valueFault = targets[k]?.put(place, readers[k]?.(index));
      if (valueFault === undefined) continue;
      const name = targets[k]?.name ?? '';
      const isAbsent = readers[k]?.(index) === undefined;
      const hint = hints && isAbsent ? toHint(name, index) : '';
      const known = text === '' ? record : { ...record, key: text };
      return toValueError(known, name, { ...valueFault, what: valueFault.what + hint });
    }
    return text;
  }

  /** A field that the model reads too is no misspelling of another. */
  function toHint(name: string, index: number): string {
    const strays = source.listFields(index).filter((field) => !columns.some((spec) => spec.name === field));
    return toSimilarNameHint(name, strays);
  }

  return { read, finish: (count: number) => targets.map((target) => target.finish(count)) };
}

/** A key travels as text, a number's as it is written; none is the empty text. */
function toKey(value: unknown): string | ValueFault {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return toInvalidValue(value, 'a text or a number');
  const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value);
  // Two keys that are rounded alike would be one.
  return isRounded ? toInvalidValue(value, 'a text, as numbers above 2^53 are rounded') : String(value);
}
