import type { ParseJsonOptions } from '../../scoring/json/json-source.ts';
import type { Model } from '../../scoring/model.ts';
import type { RequestLimits } from './request-limits.ts';

/** What a reader of JSON must know of a model. */
export function toParseOptions(
  { name, columns, manifest }: Pick<Model, 'name' | 'columns' | 'manifest'>,
  limits: Pick<RequestLimits, 'maxRecords'>,
): ParseJsonOptions {
  return {
    model: name,
    columns,
    key: manifest.key,
    maxRecords: manifest.limits?.maxRecords ?? limits.maxRecords,
  };
}
