import { parseDecimalText } from '../csv/csv-number.ts';
import { parseImageText } from '../image/image-text.ts';
import type { ColumnSpec, ColumnType } from '../records.ts';
import { missingValue, toInvalidValue, type ValueFault } from '../tensor/value-faults.ts';

/** A value as it lies in a column: a bool is 0 or 1, an int64 a bigint, an image its bytes. */
export type Cell = number | bigint | string | Uint8Array;
export type ParsedCell = { readonly cell: Cell } | { readonly fault: ValueFault };

const int32Limit = 2 ** 31;
const int64Limit = 2n ** 63n;
const wholeNumber = /^[+-]?\d+$/;

/** What a missing value stands for in this column. */
export function toMissingCell({ type, missing }: ColumnSpec): ParsedCell {
  if (missing.rule === 'required') return { fault: missingValue };
  if (missing.rule === 'default') return parseJsonValue(missing.value, type);
  return { cell: type === 'string' ? '' : NaN };
}

/** A text of a table as a value of the column; the text NaN is a missing number. `decimal` stands before decimals. */
export function parseCellText(text: string, spec: ColumnSpec, decimal: '.' | ',' = '.'): ParsedCell {
  const { type } = spec;
  if (text === '') return toMissingCell(spec);
  if (type === 'string') return { cell: text };
  if (type === 'image') return parseImage(text);
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.toLowerCase() === 'nan') return toMissingCell(spec);
  if (type === 'bool') return parseBool(trimmed.toLowerCase(), text);
  if (type === 'int64' && wholeNumber.test(trimmed)) return toInt64(BigInt(trimmed.replace('+', '')), text);
  const number = parseDecimalText(decimal === ',' ? swapPoints(trimmed) : trimmed);
  return number === undefined ? invalid(text, type) : toNumberCell(number, type, text);
}

/** With decimal commas a point is no part of a number. */
function swapPoints(text: string): string {
  return text.replace(/[.,]/g, (sign) => (sign === ',' ? '.' : ','));
}

/** A JSON value as a value of the column; null and the empty text are missing values. */
export function parseCellJson(value: unknown, spec: ColumnSpec): ParsedCell {
  const isMissing = value === undefined || value === null || value === '';
  return isMissing ? toMissingCell(spec) : parseJsonValue(value, spec.type);
}

function parseJsonValue(value: unknown, type: ColumnType): ParsedCell {
  if (type === 'string') return typeof value === 'string' ? { cell: value } : invalid(value, type);
  if (type === 'image') return parseImage(value);
  if (type === 'bool') return parseBool(String(value), value);
  return typeof value === 'number' ? toNumberCell(value, type, value) : invalid(value, type);
}

/** A number as the column keeps it; `shown` is how the input wrote it. */
export function toNumberCell(value: number, type: ColumnType, shown: unknown): ParsedCell {
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
    case 'image':
      return invalid(shown, type);
  }
}

function parseImage(value: unknown): ParsedCell {
  const bytes = typeof value === 'string' ? parseImageText(value) : undefined;
  return bytes === undefined ? invalid(value, 'image') : { cell: bytes };
}

function parseBool(text: string, shown: unknown): ParsedCell {
  if (text === 'true' || text === '1') return { cell: 1 };
  if (text === 'false' || text === '0') return { cell: 0 };
  return invalid(shown, 'bool');
}

function toInt64(value: bigint, shown: unknown): ParsedCell {
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

function invalid(shown: unknown, type: ColumnType): ParsedCell {
  return { fault: toInvalidValue(shown, expectations[type]) };
}

function tooLarge(shown: unknown, type: ColumnType): ParsedCell {
  return { fault: toInvalidValue(shown, `${expectations[type]} within ${type}`) };
}
