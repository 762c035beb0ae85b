import { type FieldBounds, quotedField, toFieldBytes } from './csv-fields.ts';
import type { TextEncoding } from '../table/table-format.ts';

/** Reads the texts of fields in the encoding of their table. */
export interface FieldDecoder {
  /** The text of a field; undefined where its bytes are none. */
  readonly decode: (bytes: Uint8Array, field: FieldBounds) => string | undefined;
  /** The text of a field for a message: wrong bytes are shown as U+FFFD. */
  readonly show: (bytes: Uint8Array, field: FieldBounds) => string;
}

const utf8 = createDecoder('utf-8');
/** Latin-1 is read as Windows-1252, as browsers do: it differs in control characters only, which no table holds. */
const windows1252 = createDecoder('windows-1252');

export function createFieldDecoder(encoding: TextEncoding = 'utf-8'): FieldDecoder {
  return encoding === 'utf-8' ? utf8 : windows1252;
}

function createDecoder(encoding: TextEncoding): FieldDecoder {
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(encoding, { ignoreBOM: true });
  return {
    decode: (bytes, field) => {
      try {
        return strict.decode(toContent(bytes, field));
      } catch {
        return undefined;
      }
    },
    show: (bytes, field) => lenient.decode(toContent(bytes, field)),
  };
}

function toContent(bytes: Uint8Array, field: FieldBounds): Uint8Array {
  return field.kind === quotedField ? toFieldBytes(bytes, field) : bytes.subarray(field.start, field.end);
}
