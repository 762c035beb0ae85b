import type { Model } from '../scoring/model.ts';
import type { ColumnSpec, ListFormat, TensorType } from '../scoring/records.ts';
import type { JsonSchema } from './json-schema.ts';
import { type SeriesFields, toForecastTimes, toSeriesFields } from './series-record-schema.ts';

const types: Readonly<Record<TensorType, JsonSchema>> = {
  float32: { type: 'number' },
  float64: { type: 'number' },
  int32: { type: 'integer' },
  int64: { type: 'integer' },
  bool: { type: 'boolean' },
  string: { type: 'string' },
};

/** What a record of a model must hold. */
export function toRecordSchema(model: Model): JsonSchema {
  const { name, manifest } = model;
  const { properties, required } = toRecordFields(model);
  const { description } = manifest;
  return {
    type: 'object',
    description: `A record of ${name}${description === undefined ? '' : `: ${description}`}`,
    properties,
    ...(required.length > 0 && { required }),
  };
}

function toRecordFields({ manifest: { key }, columns, plan }: Model): SeriesFields {
  if (plan.series !== undefined) return toSeriesFields(plan.series, toFieldSchema);
  const keyField = key === undefined ? {} : { [key]: { type: ['string', 'number', 'null'] } };
  const fields = columns.map((spec): [string, JsonSchema] => [spec.name, toFieldSchema(spec)]);
  const required = columns.filter(({ missing }) => missing.rule === 'required').map((spec) => spec.name);
  return { properties: { ...keyField, ...Object.fromEntries(fields) }, required };
}

function toFieldSchema({ type, missing, list }: ColumnSpec): JsonSchema {
  if (type === 'image') return { type: 'string', contentEncoding: 'base64', description: 'PNG or JPEG' };
  if (list !== undefined) return toListSchema({ type, missing, list });
  if (missing.rule === 'required') return types[type];
  const schema = { ...types[type], type: [types[type].type, 'null'] };
  return missing.rule === 'default' ? { ...schema, default: missing.value } : schema;
}

interface ListColumn extends Pick<ColumnSpec, 'missing'> {
  readonly type: TensorType;
  readonly list: ListFormat;
}

/** A value that stands alone is a list of one. */
function toListSchema({ type, missing, list }: ListColumn): JsonSchema {
  const array = { type: 'array', items: types[type], maxItems: list.length };
  if (missing.rule !== 'default') return { anyOf: [array, types[type]] };
  return { anyOf: [array, types[type], { type: 'null' }], default: missing.value };
}

/** What is answered for a record of a model. */
export function toPredictionSchema({ name, plan }: Model): JsonSchema {
  const fields = plan.predictions.map(({ name: field, type, top, list }): [string, JsonSchema] => {
    const value = {
      ...types[type],
      type: [types[type].type, 'null', ...(type === 'int64' ? ['string'] : [])],
    };
    return [
      field,
      list === true || (top !== undefined && top.count > 1) ? { type: 'array', items: value } : value,
    ];
  });
  return {
    type: 'object',
    description: `A prediction of ${name}`,
    properties: { ...(plan.series && toForecastTimes(plan.series)), ...Object.fromEntries(fields) },
    required: fields.map(([field]) => field),
  };
}
