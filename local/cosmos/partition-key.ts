import { badRequest } from './cosmos-error.ts';
import type { Json } from './json.ts';
import { isJsonArray, parseJson, valueAt } from './json.ts';

/** A partition key in the form that the store is ordered by: the JSON of each level and a line end, so that a prefix of levels is a prefix of the text. */
export type PartitionKeyText = string;

const levelEnd = '\n';
const afterLevelEnd = '\u000b';
/** How a level that the document does not have is written on the wire. */
const none = '{}';

export function partitionKeyOf(document: Json, paths: readonly (readonly string[])[]): PartitionKeyText {
  return paths.map((path) => levelOf(valueAt(document, path))).join('');
}

function levelOf(value: Json | undefined): string {
  const text = value === undefined ? none : JSON.stringify(value);
  if (typeof value === 'object' && value !== null && text !== none) {
    throw badRequest(
      'Cannot use the item: its partition key is an object or array, expected a text, number, boolean or null',
    );
  }
  return text + levelEnd;
}

/** Reads the header `x-ms-documentdb-partitionkey`, a JSON array with a value a level. */
export function parsePartitionKey(header: string): {
  readonly text: PartitionKeyText;
  readonly levels: number;
} {
  const values = parseJson(header);
  if (!isJsonArray(values)) throw badRequest('Cannot read the partition key: the header is not a JSON array');
  return { text: values.map(levelOf).join(''), levels: values.length };
}

/** The range of texts whose first levels are these: from `low` inclusive to `high` exclusive. */
export function toPrefixRange(prefix: PartitionKeyText): { readonly low: string; readonly high: string } {
  return prefix === ''
    ? { low: '', high: '\u{10ffff}' }
    : { low: prefix, high: prefix.slice(0, -1) + afterLevelEnd };
}
