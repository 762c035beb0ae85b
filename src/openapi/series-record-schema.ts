import type { ColumnSpec } from '../scoring/records.ts';
import type { SeriesPlan } from '../scoring/series/series-plan.ts';
import type { JsonSchema } from './json-schema.ts';

const name: JsonSchema = { type: ['string', 'number'] };
const times: JsonSchema = { type: 'array', items: { type: ['string', 'integer'] } };
const numbers: JsonSchema = { type: 'array', items: { type: ['number', 'null'] } };

export interface SeriesFields {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** What a series must hold as a record: the values that name it, and of each column a list, the earliest time first. */
export function toSeriesFields(
  { by, time, target, windows, rows, statics }: SeriesPlan,
  toFieldSchema: (spec: ColumnSpec) => JsonSchema,
): SeriesFields {
  const past = windows.flatMap((window) => (window.kind === 'window' ? window.names : []));
  const future = windows.filter(({ kind }) => kind === 'future');
  const known = future.flatMap(({ names }) => names.map((each): [string, JsonSchema] => [each, numbers]));
  const others = statics
    .flatMap(({ row }) => rows.slice(row, row + 1))
    .filter((spec) => !by.includes(spec.name));
  const needsFuture = future.some(({ missing }) => missing === 'required');
  return {
    properties: {
      ...Object.fromEntries(by.map((each) => [each, name])),
      [time]: { ...times, description: 'Times; each follows the one before where they are not given' },
      ...Object.fromEntries([target, ...past].map((each) => [each, numbers])),
      ...Object.fromEntries(others.map((spec) => [spec.name, toFieldSchema(spec)])),
      ...(known.length > 0 && {
        future: {
          type: 'object',
          description: 'What is known of the times to come',
          properties: Object.fromEntries(known),
          ...(needsFuture && { required: known.map(([each]) => each) }),
        },
      }),
    },
    required: [
      ...by,
      target,
      ...others.filter(({ missing }) => missing.rule === 'required').map((spec) => spec.name),
      ...(needsFuture ? ['future'] : []),
    ],
  };
}

/** The times that the lists of a forecast are of; null where those of the series were not told. */
export function toForecastTimes({ time }: SeriesPlan): Readonly<Record<string, JsonSchema>> {
  return { [time]: { type: 'array', items: { type: ['string', 'integer', 'null'] } } };
}
