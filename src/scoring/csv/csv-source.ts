import { createFieldCursor, type FieldCursor } from './csv-fields.ts';
import { carriageReturn, type SyntaxBytes, toBuffer, toSyntaxBytes } from './csv-syntax.ts';
import { createFieldDecoder, type FieldDecoder } from './field-text.ts';
import { createTextSlicer, type SliceText } from './string-interner.ts';
import type { CsvFormat } from '../table/table-format.ts';

const firstNonAscii = 0x80;

/** The bytes of a table with what its readers share. */
export interface CsvSource extends SyntaxBytes {
  readonly bytes: Uint8Array;
  readonly buffer: Buffer;
  /** Between the whole and the decimals of a number. */
  readonly point: number;
  readonly sliceText: SliceText;
  readonly cursor: FieldCursor;
  readonly decoder: FieldDecoder;
  /** 1 for each byte that cannot be within plain ASCII text: those that end a field, and all that is not ASCII. */
  readonly stops: Uint8Array;
}

export function createCsvSource(bytes: Uint8Array, format: CsvFormat): CsvSource {
  const syntax = toSyntaxBytes(format);
  return {
    ...syntax,
    bytes,
    buffer: toBuffer(bytes),
    sliceText: createTextSlicer(toBuffer(bytes)),
    point: (format.decimal ?? '.').charCodeAt(0),
    cursor: createFieldCursor(bytes, syntax),
    decoder: createFieldDecoder(format.encoding),
    stops: createStops([syntax.delimiter, syntax.newline, carriageReturn]),
  };
}

function createStops(ends: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    byte >= firstNonAscii || ends.includes(byte) ? 1 : 0,
  );
}
