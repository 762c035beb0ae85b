import { parseJsonColumns } from '../../scoring/json/json-columns.ts';
import { parseJsonList, parseJsonSplit } from '../../scoring/json/json-list.ts';
import { parseJsonRecords } from '../../scoring/json/json-records.ts';
import type { ParseJsonOptions } from '../../scoring/json/json-source.ts';
import { isJsonObject, ownValue, toInvalidRequest } from '../../scoring/json/json-value.ts';
import type { Records } from '../../scoring/records.ts';

/** How the answer is written: an array as scoring scripts return it, or our own object. */
export type AzureMlAnswer = 'list' | 'object';

export interface AzureMlRecords {
  readonly records: Records;
  readonly detail: AzureMlAnswer;
}

/**
 * Reads the JSON of a request to score: `{"input_data"}` as models of MLflow take it on Azure ML, `{"data"}` as scoring
 * scripts do, or our own forms. A column of the model that is named so is a column.
 */
export function parseAzureMlRecords(body: unknown, options: ParseJsonOptions): AzureMlRecords {
  const isColumn = (name: string): boolean => options.columns.some((column) => column.name === name);
  if (isJsonObject(body)) {
    const input = isColumn('input_data') ? undefined : ownValue(body, 'input_data');
    if (input !== undefined) return { records: parseInputData(input, options), detail: 'list' };
    const data = isColumn('data') ? undefined : ownValue(body, 'data');
    if (Array.isArray(data)) return { records: parseJsonList(data, options), detail: 'list' };
  }
  return { records: parseJsonRecords(body, options), detail: 'object' };
}

function parseInputData(input: unknown, options: ParseJsonOptions): Records {
  if (Array.isArray(input)) return parseJsonList(input, options);
  if (!isJsonObject(input)) throw toInvalidRequest('"input_data" is no table and no list of records');
  if (Object.hasOwn(input, 'data') && Object.hasOwn(input, 'columns'))
    return parseJsonSplit(input, 'input_data', options);
  return parseJsonColumns(input, options);
}
