import { type FieldTarget, parseField } from './csv-field-readers.ts';
import { type FieldBounds, unclosedField } from './csv-fields.ts';
import type { CsvSource } from './csv-source.ts';
import type { RecordError } from '../records.ts';

/** What is wrong with a record, in words; the column where it is one value. */
export interface RecordFault {
  readonly code: RecordError['code'];
  readonly what: string;
  readonly column?: string;
}

export interface SlowRecord {
  /** Index after the record. */
  readonly next: number;
  /** Undefined for a valid record: its values are in the columns then. */
  readonly fault: RecordFault | undefined;
  /** The text of a field, where the record has it and it is text. */
  readonly textOf: (target: FieldTarget) => string | undefined;
}

export interface SlowRecordOptions {
  readonly targets: readonly FieldTarget[];
  /** Fields that a record must have. */
  readonly width: number;
  /** Where in the columns its values go. */
  readonly place: number;
}

/** Reads a record field by field, each by way of its text, and says what is wrong with it. */
export function readRecordSlowly(source: CsvSource, start: number, options: SlowRecordOptions): SlowRecord {
  const { fields, next } = findFields(source, start);
  const fault = findShapeFault(fields, options.width) ?? setValues(source, fields, options);
  return {
    next,
    fault,
    textOf: ({ field, spec }) => {
      const bounds = fields.length === options.width ? fields[field] : undefined;
      const parsed = bounds && parseField(source, bounds, spec);
      return parsed !== undefined && 'cell' in parsed ? String(parsed.cell) : undefined;
    },
  };
}

function findFields({ bytes, newline, cursor }: CsvSource, start: number) {
  const fields: FieldBounds[] = [];
  let at = start;
  for (;;) {
    at = cursor.read(at);
    fields.push({ ...cursor.field });
    if (at >= bytes.length || bytes[at] === newline) break;
    at++;
  }
  return { fields, next: Math.min(at + 1, bytes.length) };
}

function findShapeFault(fields: readonly FieldBounds[], width: number): RecordFault | undefined {
  if (fields.at(-1)?.kind === unclosedField)
    return { code: 'UnclosedQuote', what: 'a quote is never closed' };
  if (fields.length === width) return undefined;
  return { code: 'WrongFieldCount', what: `it has ${fields.length} fields, expected ${width}` };
}

/** Puts the values into their columns; the first fault ends it. */
function setValues(
  source: CsvSource,
  fields: readonly FieldBounds[],
  { targets, place }: SlowRecordOptions,
): RecordFault | undefined {
  for (const { spec, field, store } of targets) {
    const bounds = fields[field];
    const parsed = bounds && parseField(source, bounds, spec);
    if (parsed === undefined) continue;
    if ('fault' in parsed) {
      const { code, what } = parsed.fault;
      return { code, what: `${JSON.stringify(spec.name)} ${what}`, column: spec.name };
    }
    store.set(place, parsed.cell);
  }
  return undefined;
}
