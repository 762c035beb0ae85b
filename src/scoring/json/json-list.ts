import { parseJsonObjects } from './json-records.ts';
import { parseJsonRows } from './json-rows.ts';
import type { ParseJsonOptions } from './json-source.ts';
import { isJsonObject, type JsonObject, toInvalidRequest } from './json-value.ts';
import type { Records } from '../records.ts';

/** Reads a list of records, all objects or all lists of values in the order of the model's columns, as the first one is. */
export function parseJsonList(items: readonly unknown[], options: ParseJsonOptions): Records {
  return isJsonObject(items[0]) ? parseJsonObjects(items, options) : parseJsonRows(items, undefined, options);
}

/** Reads what pandas writes with `orient="split"`: names in `columns`, values in `data`; `index` means nothing here. `place` names it in messages. */
export function parseJsonSplit(table: JsonObject, place: string, options: ParseJsonOptions): Records {
  const { columns, data } = table;
  if (columns === undefined) throw toInvalidRequest(`"${place}" has no "columns"`);
  if (!Array.isArray(data)) throw toInvalidRequest(`"data" of "${place}" is not an array`);
  return parseJsonRows(data, columns, options);
}
