import { createFieldCursor, type FieldCursor } from './csv-fields.ts';
import { carriageReturn, type CsvSyntax, toBuffer, toSyntaxBytes } from './csv-syntax.ts';

const firstNonAscii = 0x80;

/** The bytes of a table with what its readers share. */
export interface CsvSource {
  readonly bytes: Uint8Array;
  readonly buffer: Buffer;
  readonly delimiter: number;
  readonly newline: number;
  readonly cursor: FieldCursor;
  /** Whether a field may end before this byte; a carriage return must then be looked at once more. */
  readonly mayEnd: (byte: number | undefined) => boolean;
  /** 1 for each byte that cannot be within plain ASCII text: those above, and all that is not ASCII. */
  readonly stops: Uint8Array;
}

export function createCsvSource(bytes: Uint8Array, syntax: CsvSyntax): CsvSource {
  const { delimiter, newline } = toSyntaxBytes(syntax);
  return {
    bytes,
    buffer: toBuffer(bytes),
    delimiter,
    newline,
    cursor: createFieldCursor(bytes, syntax),
    mayEnd: (byte) => byte === delimiter || byte === newline || byte === carriageReturn || byte === undefined,
    stops: createStops([delimiter, newline, carriageReturn]),
  };
}

function createStops(ends: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    byte >= firstNonAscii || ends.includes(byte) ? 1 : 0,
  );
}
