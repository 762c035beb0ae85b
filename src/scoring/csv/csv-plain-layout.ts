import {
  createFieldReader,
  createSkippingReader,
  faulty,
  type FieldReader,
  type FieldTarget,
} from './csv-field-readers.ts';
import type { CsvSource } from './csv-source.ts';
import { carriageReturn, lineFeed } from './csv-syntax.ts';
import { createStringTable, type StringTable } from './string-interner.ts';

/** How the loop over the fields of a record reads one: a number within the loop, a text by a function, all else by its reader. */
export const floatField = 1;
export const textField = 2;
export const otherField = 3;

export interface TextColumn {
  readonly values: string[];
  readonly table: StringTable;
}

const noTable: StringTable = { texts: [], starts: new Int32Array() };

/** The fields of a table and the columns that they go to, laid out for the loop over them: an element a field. */
export interface PlainLayout {
  readonly source: CsvSource;
  readonly kinds: Uint8Array;
  readonly floats: readonly (Float32Array | Float64Array)[];
  readonly texts: readonly TextColumn[];
  /** Read a field however it is written. */
  readonly readers: readonly FieldReader[];
  /** The byte after a record, and how many more belong to the newline. */
  readonly lineEnd: number;
  readonly lineRest: number;
  /** After the last newline: only a record that has it within quotes starts before it and goes on to the end of the bytes. */
  readonly end: number;
}

export function createPlainLayout(
  source: CsvSource,
  targets: readonly FieldTarget[],
  width: number,
): PlainLayout {
  const { bytes, buffer, newline } = source;
  const last = buffer.lastIndexOf(newline);
  const isPair = newline === lineFeed && bytes[last - 1] === carriageReturn;
  const fields = Array.from({ length: width }, (_, field) =>
    toPlainField(
      source,
      targets.filter((target) => target.field === field),
    ),
  );
  return {
    source,
    kinds: Uint8Array.from(fields, ({ kind }) => kind),
    floats: fields.map(({ floats }) => floats),
    texts: fields.map(({ texts }) => texts),
    readers: fields.map(({ read }) => read),
    lineEnd: isPair ? carriageReturn : newline,
    lineRest: isPair ? 1 : 0,
    end: last + 1,
  };
}

interface PlainField {
  readonly kind: number;
  readonly floats: Float32Array | Float64Array;
  readonly texts: TextColumn;
  readonly read: FieldReader;
}

function toPlainField(source: CsvSource, targets: readonly FieldTarget[]): PlainField {
  const other = { kind: otherField, floats: new Float32Array(), texts: { values: [], table: noTable } };
  const [target] = targets;
  if (target === undefined) return { ...other, read: createSkippingReader(source) };
  const read = targets.map((wanted) => createFieldReader(source, wanted)).reduce(readTwice);
  const { column, texts } = target.store;
  if (targets.length > 1 || target.spec.list !== undefined) return { ...other, read };
  if (texts !== undefined) {
    return { ...other, kind: textField, texts: { values: texts, table: createStringTable() }, read };
  }
  const isFloat = column.type === 'float32' || column.type === 'float64';
  return isFloat ? { ...other, kind: floatField, floats: column.values, read } : { ...other, read };
}

/** One field for two columns. */
function readTwice(first: FieldReader, second: FieldReader): FieldReader {
  return (start, place) => (first(start, place) === faulty ? faulty : second(start, place));
}
