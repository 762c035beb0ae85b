import type { ColumnStore } from '../table/column-store.ts';
import { parseCellText, type ParsedCell, toMissingCell } from '../table/column-values.ts';
import { type FieldBounds, unclosedField } from './csv-fields.ts';
import type { CsvSource } from './csv-source.ts';
import { carriageReturn } from './csv-syntax.ts';
import type { ColumnSpec } from '../records.ts';
import { createStringTable, internText } from './string-interner.ts';
import { notUtf8 } from '../tensor/value-faults.ts';

/**
 * Reads the field that starts at an index into a place of its column. Answers the index of the byte after the field,
 * or `faulty`. It need not see that the field ends there: whoever reads the record does.
 */
export type FieldReader = (start: number, place: number) => number;
export const faulty = -1;

export interface FieldTarget {
  readonly spec: ColumnSpec;
  /** Which field of the record, from 0. */
  readonly field: number;
  readonly store: ColumnStore;
}

const zero = 0x30;
const minus = 0x2d;
const firstNonAscii = 0x80;
/** Up to so many digits a mantissa is exact in a double, and so is every power of ten that it is divided by. */
const maxDigits = 15;
/** So many digits fit an int32. */
const maxIntegerDigits = 9;
const powersOfTen = Array.from({ length: maxDigits + 1 }, (_, k) => 10 ** k);

/** Reads a field however it is written. */
export function createFieldReader(source: CsvSource, target: FieldTarget): FieldReader {
  const { column } = target.store;
  const readText = createTextReader(source, target);
  if (target.spec.list !== undefined) return readText;
  if (column.type === 'string') return createQuotedReader(source, target, readText);
  if (column.type === 'float32' || column.type === 'float64') {
    return createFloatReader(source, column.values, readText);
  }
  return column.type === 'image' ? readText : createIntegerReader(source, target, readText);
}

/** For fields that nobody asks for. */
export function createSkippingReader({ bytes, delimiter, newline, quote, cursor }: CsvSource): FieldReader {
  return (start) => {
    if (bytes[start] === quote) return cursor.read(start);
    let at = start;
    while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== newline) at++;
    return at;
  };
}

/** Any field, by way of its text. */
function createTextReader(source: CsvSource, { spec, store }: FieldTarget): FieldReader {
  const { cursor } = source;
  const missing = toMissingCell(spec);
  return (start, place) => {
    const next = cursor.read(start);
    const { field } = cursor;
    if (field.kind === unclosedField) return faulty;
    const parsed = field.start === field.end ? missing : parseField(source, field, spec);
    if ('fault' in parsed) return faulty;
    store.set(place, parsed.cell);
    return next;
  };
}

/** The value of a field, or what is wrong with it. */
export function parseField(
  { bytes, decoder, point }: CsvSource,
  field: FieldBounds,
  spec: ColumnSpec,
): ParsedCell {
  const text = decoder.decode(bytes, field);
  if (text === undefined && spec.type === 'string') return { fault: notUtf8 };
  return parseCellText(text ?? decoder.show(bytes, field), spec, point === commaByte ? ',' : '.');
}

const commaByte = 0x2c;

/**
 * Plain decimals where they are; all else by way of its text.
 * Mantissa and power of ten are exact, so the one division rounds as `Number(text)` does (Clinger 1990).
 */
function createFloatReader(
  source: CsvSource,
  values: Float32Array | Float64Array,
  readText: FieldReader,
): FieldReader {
  const { bytes, point, delimiter } = source;
  return (start, place) => {
    const negative = bytes[start] === minus;
    const first = negative ? start + 1 : start;
    let at = first;
    let mantissa = 0;
    let pointAt = -1;
    for (; ; at++) {
      const byte = bytes[at] ?? 0;
      const digit = byte - zero;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (byte === point && pointAt < 0 && byte !== delimiter) pointAt = at;
      else break;
    }
    const digits = at - first - (pointAt < 0 ? 0 : 1);
    if (digits === 0 || digits > maxDigits || !mayEnd(source, at)) return readText(start, place);
    const value = pointAt < 0 ? mantissa : mantissa / (powersOfTen[at - pointAt - 1] ?? 1);
    values[place] = negative ? -value : value;
    return at;
  };
}

/** Whether a field may end here; a carriage return must then be looked at once more. */
function mayEnd({ bytes, delimiter, newline }: CsvSource, at: number): boolean {
  const byte = bytes[at];
  return byte === delimiter || byte === newline || byte === carriageReturn || byte === undefined;
}

/** Whole numbers where they are; all else by way of its text. */
function createIntegerReader(source: CsvSource, { store }: FieldTarget, readText: FieldReader): FieldReader {
  const { bytes } = source;
  const isBool = store.column.type === 'bool';
  return (start, place) => {
    const negative = bytes[start] === minus;
    const first = negative ? start + 1 : start;
    let at = first;
    let value = 0;
    for (let digit = (bytes[at] ?? 0) - zero; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - zero) {
      value = value * 10 + digit;
      at++;
    }
    const digits = at - first;
    const isPlain = digits > 0 && digits <= maxIntegerDigits && mayEnd(source, at);
    if (!isPlain || (isBool && (negative || digits > 1 || value > 1))) return readText(start, place);
    store.set(place, negative ? -value : value);
    return at;
  };
}

/** ASCII within one pair of quotes where it is; all else by way of its text. */
function createQuotedReader(source: CsvSource, { store }: FieldTarget, readText: FieldReader): FieldReader {
  const { bytes, quote } = source;
  const table = createStringTable();
  return (start, place) => {
    if (bytes[start] !== quote) return readText(start, place);
    const first = start + 1;
    let at = first;
    let hash = 0;
    for (; at < bytes.length && bytes[at] !== quote; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= firstNonAscii) return readText(start, place);
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (at === first || !mayEnd(source, at + 1)) return readText(start, place);
    store.set(place, internText(table, source, hash, { start: first, end: at }));
    return at + 1;
  };
}
