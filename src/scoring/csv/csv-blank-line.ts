import type { CsvSource } from './csv-source.ts';
import { carriageReturn } from './csv-syntax.ts';

/** The length of a line that holds nothing but its newline; 0 for a line that holds a record. */
export function countBlankBytes({ bytes, newline }: CsvSource, at: number): number {
  if (bytes[at] === newline) return 1;
  if (bytes[at] !== carriageReturn) return 0;
  if (at + 1 === bytes.length) return 1;
  return bytes[at + 1] === newline ? 2 : 0;
}
