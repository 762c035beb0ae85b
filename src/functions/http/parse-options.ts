import type { ParseJsonOptions } from '../../scoring/json/json-source.ts';
import type { Model } from '../../scoring/model.ts';
import type { RequestLimits } from './request-limits.ts';

/** What a reader of JSON must know of a model. */
export function toParseOptions(
  { name, columns, manifest, plan }: Pick<Model, 'name' | 'columns' | 'manifest' | 'plan'>,
  limits: Pick<RequestLimits, 'maxRecords'>,
): ParseJsonOptions {
  return {
    model: name,
    columns,
    series: plan.series,
    key: manifest.key,
    maxRecords: manifest.limits?.maxRecords ?? limits.maxRecords,
  };
}
