import {
  createFieldReader,
  createSkippingReader,
  faulty,
  type FieldReader,
  type FieldTarget,
} from './csv-field-readers.ts';
import type { CsvSource } from './csv-source.ts';
import { carriageReturn, lineFeed } from './csv-syntax.ts';

/**
 * Reads the record that starts at an index into a place of the columns. Answers the index after its newline, or `faulty`
 * for whatever is not as expected: `readRecordSlowly` then finds out what it is.
 */
export type RecordReader = (start: number, place: number) => number;

export function createRecordReader(
  source: CsvSource,
  targets: readonly FieldTarget[],
  width: number,
): RecordReader {
  const { bytes, delimiter } = source;
  const skip = createSkippingReader(source);
  const readers = Array.from({ length: width }, (_, field) => {
    const wanted = targets.filter((target) => target.field === field);
    return wanted.map((target) => createFieldReader(source, target)).reduce(readTwice, undefined) ?? skip;
  });
  const readLast = readers.pop() ?? skip;

  return (start, place) => {
    let at = start;
    for (const read of readers) {
      const end = read(at, place);
      if (end === faulty || bytes[end] !== delimiter) return faulty;
      at = end + 1;
    }
    const end = readLast(at, place);
    return end === faulty ? faulty : skipNewline(source, end);
  };
}

/** One field for two columns. */
function readTwice(first: FieldReader | undefined, second: FieldReader): FieldReader {
  if (first === undefined) return second;
  return (start, place) => (first(start, place) === faulty ? faulty : second(start, place));
}

/** The index after the newline that is here, or after the last byte; `faulty` where the record goes on. */
function skipNewline({ bytes, newline }: CsvSource, end: number): number {
  const byte = bytes[end];
  if (byte === newline) return end + 1;
  if (byte === undefined) return end;
  if (byte !== carriageReturn || newline !== lineFeed) return faulty;
  const after = bytes[end + 1];
  if (after === undefined) return end + 1;
  return after === lineFeed ? end + 2 : faulty;
}

/** The length of a line that holds nothing but its newline; 0 for a line that holds a record. */
export function countBlankBytes({ bytes, newline }: CsvSource, at: number): number {
  if (bytes[at] === newline) return 1;
  if (bytes[at] !== carriageReturn) return 0;
  if (at + 1 === bytes.length) return 1;
  return bytes[at + 1] === newline ? 2 : 0;
}
