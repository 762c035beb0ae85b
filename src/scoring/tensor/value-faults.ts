import type { RecordError } from '../records.ts';

/** What is wrong with one value, without saying where. */
export interface ValueFault {
  readonly code: RecordError['code'];
  readonly what: string;
}

const maxShownCharacters = 60;

export const missingValue: ValueFault = { code: 'MissingValue', what: 'is missing' };
export const notUtf8: ValueFault = { code: 'InvalidValue', what: 'is not UTF-8 text' };

/** `is "abc", expected a number`; a long value is cut. */
export function toInvalidValue(value: unknown, expected: string): ValueFault {
  return { code: 'InvalidValue', what: `is ${toShown(value)}, expected ${expected}` };
}

function toShown(value: unknown): string {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const shown = isNumber ? String(value) : JSON.stringify(prune(value));
  if (shown.length <= maxShownCharacters) return shown;
  const cut = shown.slice(0, maxShownCharacters);
  return typeof value === 'string' ? `${cut}..."` : `${cut}...`;
}

/** No less of a value than is shown, and little more: the whole may be huge, or nested deeper than the stack goes. */
function prune(value: unknown, depth = 0): unknown {
  const most = maxShownCharacters + 1;
  if (typeof value === 'string') return value.slice(0, most);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxShownCharacters) return null;
  if (Array.isArray(value)) return value.slice(0, most).map((item) => prune(item, depth + 1));
  const fields = Object.entries(value).slice(0, most);
  return Object.fromEntries(fields.map(([name, field]) => [name, prune(field, depth + 1)]));
}

export interface FaultyRecord {
  readonly model: string;
  readonly row: number;
  readonly offset?: number;
  readonly key?: string;
}

/** The error of a record whose column holds a faulty value. */
export function toValueError(record: FaultyRecord, column: string, { code, what }: ValueFault): RecordError {
  return toRecordError({ ...record, column }, code, `${JSON.stringify(column)} ${what}`);
}

/** `Cannot score record 3 of "churn": ...` */
export function toRecordError(
  { model, ...place }: FaultyRecord & { readonly column?: string },
  code: RecordError['code'],
  what: string,
): RecordError {
  return { ...place, code, message: `Cannot score record ${place.row} of ${JSON.stringify(model)}: ${what}` };
}
