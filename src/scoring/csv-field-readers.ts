import type { ColumnStore } from './column-store.ts';
import { parseCellText, type ParsedCell } from './column-values.ts';
import { type FieldBounds, unclosedField } from './csv-fields.ts';
import type { CsvSource } from './csv-source.ts';
import { quoteByte } from './csv-syntax.ts';
import { toFieldText, toShownText } from './field-text.ts';
import type { ColumnSpec } from './records.ts';
import { createStringInterner, type StringInterner } from './string-interner.ts';
import { notUtf8 } from './value-faults.ts';

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
const point = 0x2e;
const firstNonAscii = 0x80;
/** Up to so many digits a mantissa is exact in a double, and so is every power of ten that it is divided by. */
const maxDigits = 15;
const powersOfTen = Array.from({ length: maxDigits + 1 }, (_, k) => 10 ** k);

export function createFieldReader(source: CsvSource, target: FieldTarget): FieldReader {
  const { column } = target.store;
  const readText = createTextReader(source, target);
  if (column.type === 'string') return createStringReader(source, target, readText);
  if (column.type === 'float32' || column.type === 'float64') {
    return createFloatReader(source, column.values, readText);
  }
  return readText;
}

/** For fields that nobody asks for. */
export function createSkippingReader({ bytes, delimiter, newline, cursor }: CsvSource): FieldReader {
  return (start) => {
    if (bytes[start] === quoteByte) return cursor.read(start);
    let at = start;
    while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== newline) at++;
    return at;
  };
}

/** Any field, by way of its text. */
function createTextReader({ bytes, cursor }: CsvSource, { spec, store }: FieldTarget): FieldReader {
  return (start, place) => {
    const next = cursor.read(start);
    const parsed = cursor.field.kind === unclosedField ? undefined : parseField(bytes, cursor.field, spec);
    if (parsed === undefined || 'fault' in parsed) return faulty;
    store.set(place, parsed.cell);
    return next;
  };
}

/** The value of a field, or what is wrong with it. */
export function parseField(bytes: Uint8Array, field: FieldBounds, spec: ColumnSpec): ParsedCell {
  const text = toFieldText(bytes, field);
  if (text === undefined && spec.type === 'string') return { fault: notUtf8 };
  return parseCellText(text ?? toShownText(bytes, field), spec);
}

/**
 * Plain decimals where they are; all else by way of its text.
 * Mantissa and power of ten are exact, so the one division rounds as `Number(text)` does (Clinger 1990).
 */
function createFloatReader(
  { bytes, mayEnd }: CsvSource,
  values: Float32Array | Float64Array,
  readText: FieldReader,
): FieldReader {
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
      else if (byte === point && pointAt < 0) pointAt = at;
      else break;
    }
    const digits = at - first - (pointAt < 0 ? 0 : 1);
    if (digits === 0 || digits > maxDigits || !mayEnd(bytes[at])) return readText(start, place);
    const value = pointAt < 0 ? mantissa : mantissa / (powersOfTen[at - pointAt - 1] ?? 1);
    values[place] = negative ? -value : value;
    return at;
  };
}

/** ASCII where it is; all else by way of its text. */
function createStringReader(source: CsvSource, { store }: FieldTarget, readText: FieldReader): FieldReader {
  const { bytes, stops, mayEnd } = source;
  const intern = createStringInterner(source.buffer);
  const readQuoted = createQuotedReader(source, { intern, store, readText });
  return (start, place) => {
    if (bytes[start] === quoteByte) return readQuoted(start, place);
    let at = start;
    let hash = 0;
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (stops[byte] === 1) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (at === start || !mayEnd(bytes[at])) return readText(start, place);
    store.set(place, intern(start, at, hash));
    return at;
  };
}

interface QuotedReaderOptions {
  readonly intern: StringInterner;
  readonly store: ColumnStore;
  readonly readText: FieldReader;
}

/** ASCII within one pair of quotes where it is; all else by way of its text. */
function createQuotedReader(
  { bytes, mayEnd }: CsvSource,
  { intern, store, readText }: QuotedReaderOptions,
): FieldReader {
  return (start, place) => {
    const first = start + 1;
    let at = first;
    let hash = 0;
    for (; at < bytes.length && bytes[at] !== quoteByte; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= firstNonAscii) return readText(start, place);
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (at === first || at === bytes.length || !mayEnd(bytes[at + 1])) return readText(start, place);
    store.set(place, intern(first, at, hash));
    return at + 1;
  };
}
