import { parseNumberText } from '../csv/csv-number.ts';
import { parseImageText } from '../image/image-text.ts';
import type { ColumnSpec, ColumnType, TensorType } from '../records.ts';
import { type ListItem, type ParsedItem, parseListJson, parseListText } from './list-values.ts';
import { missingValue, toInvalidValue, type ValueFault } from '../tensor/value-faults.ts';

/** A value as it lies in a column: a bool is 0 or 1, an int64 a bigint, an image its bytes, a list its values. */
export type Cell = ListItem | Uint8Array | readonly ListItem[];
export type ParsedCell = { readonly cell: Cell } | { readonly fault: ValueFault };

const int32Limit = 2 ** 31;
const int64Limit = 2n ** 63n;
const wholeNumber = /^[+-]?\d+$/;

/** What a missing value stands for in this column. */
export function toMissingCell(spec: ColumnSpec): ParsedCell {
  const { type, missing } = spec;
  if (missing.rule === 'required') return { fault: missingValue };
  if (missing.rule === 'default') return parsePresentJson(missing.value, spec);
  return { cell: type === 'string' ? '' : NaN };
}

/** A text of a table as a value of the column; the text NaN is a missing number. `decimal` stands before decimals. */
export function parseCellText(text: string, spec: ColumnSpec, decimal: '.' | ',' = '.'): ParsedCell {
  const { type, list } = spec;
  if (text === '') return toMissingCell(spec);
  if (type === 'image') return parseImage(text);
  if (list !== undefined) return parseListText(text, list, (item) => parseItemText(item, spec, decimal));
  return parseScalarText(text, spec, decimal);
}

type TensorSpec = Exclude<ColumnSpec, { readonly type: 'image' }>;

/** A value of a list, none of which may be missing. */
function parseItemText(text: string, { name, type }: TensorSpec, decimal: '.' | ','): ParsedItem {
  if (text === '' && type !== 'string') return { fault: missingValue };
  return parseScalarText(text, { name, type, missing: { rule: 'required' } }, decimal);
}

function parseScalarText(text: string, spec: TensorSpec, decimal: '.' | ','): ParsedItem {
  const { type } = spec;
  if (type === 'string') return { cell: text };
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.toLowerCase() === 'nan') return toMissingScalar(spec);
  if (type === 'bool') return parseBool(trimmed.toLowerCase(), text);
  if (type === 'int64' && wholeNumber.test(trimmed)) return toInt64(BigInt(trimmed.replace('+', '')), text);
  const number = parseNumberText(trimmed, decimal);
  return number === undefined ? invalid(text, type) : toNumberCell(number, type, text);
}

function toMissingScalar(spec: TensorSpec): ParsedItem {
  const parsed = toMissingCell(spec);
  if ('fault' in parsed) return parsed;
  return typeof parsed.cell === 'object' ? { fault: missingValue } : { cell: parsed.cell };
}

/** A JSON value as a value of the column; null and the empty text are missing values. */
export function parseCellJson(value: unknown, spec: ColumnSpec): ParsedCell {
  const isMissing = value === undefined || value === null || value === '';
  return isMissing ? toMissingCell(spec) : parsePresentJson(value, spec);
}

function parsePresentJson(value: unknown, { type, list }: ColumnSpec): ParsedCell {
  if (type === 'image') return parseImage(value);
  if (list === undefined) return parseJsonValue(value, type);
  return parseListJson(value, list, (item) =>
    item === null || item === undefined ? { fault: missingValue } : parseJsonValue(item, type),
  );
}

/** One value of a tensor. */
export function parseJsonValue(value: unknown, type: TensorType): ParsedItem {
  if (type === 'string') return typeof value === 'string' ? { cell: value } : invalid(value, type);
  if (type === 'bool') return parseBool(String(value), value);
  return typeof value === 'number' ? toNumberCell(value, type, value) : invalid(value, type);
}

/** A number as the column keeps it; `shown` is how the input wrote it. */
export function toNumberCell(value: number, type: TensorType, shown: unknown): ParsedItem {
  switch (type) {
    case 'float32':
      return Number.isFinite(Math.fround(value)) ? { cell: value } : tooLarge(shown, type);
    case 'float64':
      return Number.isFinite(value) ? { cell: value } : tooLarge(shown, type);
    case 'int32':
      if (!Number.isInteger(value)) return invalid(shown, type);
      return value >= -int32Limit && value < int32Limit ? { cell: value } : tooLarge(shown, type);
    case 'int64':
      return Number.isInteger(value) ? toInt64(BigInt(value), shown) : invalid(shown, type);
    case 'bool':
      return parseBool(String(value), shown);
    case 'string':
      return invalid(shown, type);
  }
}

function parseImage(value: unknown): ParsedCell {
  const bytes = typeof value === 'string' ? parseImageText(value) : undefined;
  return bytes === undefined ? invalid(value, 'image') : { cell: bytes };
}

function parseBool(text: string, shown: unknown): ParsedItem {
  if (text === 'true' || text === '1') return { cell: 1 };
  if (text === 'false' || text === '0') return { cell: 0 };
  return invalid(shown, 'bool');
}

function toInt64(value: bigint, shown: unknown): ParsedItem {
  return value >= -int64Limit && value < int64Limit ? { cell: value } : tooLarge(shown, 'int64');
}

const expectations: Readonly<Record<ColumnType, string>> = {
  float32: 'a number',
  float64: 'a number',
  int64: 'a whole number',
  int32: 'a whole number',
  bool: 'true or false',
  string: 'a text',
  image: 'an image in base64',
};

function invalid(shown: unknown, type: ColumnType): { readonly fault: ValueFault } {
  return { fault: toInvalidValue(shown, expectations[type]) };
}

function tooLarge(shown: unknown, type: ColumnType): { readonly fault: ValueFault } {
  return { fault: toInvalidValue(shown, `${expectations[type]} within ${type}`) };
}
