import { faulty } from './csv-field-readers.ts';
import { floatField, type PlainLayout, textField } from './csv-plain-layout.ts';
import { lineFeed } from './csv-syntax.ts';
import { internText } from './string-interner.ts';

const zero = 0x30;
const minus = 0x2d;
const firstNonAscii = 0x80;
/** Stands after the last byte: no text goes on there. */
const noText = 0xff;
/** So many digits fit 32 bits, which add up quicker than a double. */
const maxDigits = 9;
const powersOfTen = Float64Array.from({ length: maxDigits + 1 }, (_, k) => 10 ** k);

export interface PlainRun {
  /** Where the record starts that was not read, or the end. */
  readonly next: number;
  /** The place after the last that was filled. */
  readonly place: number;
}

/**
 * Reads records, each into the next place of the columns, up to the first that is blank or faulty, or has more or fewer
 * fields than it should. Numbers are read within the loop, because a call a number would take as long as the number does.
 * Mantissa and power of ten are exact, so the one division rounds as `Number(text)` does (Clinger 1990).
 */
export function readPlainRecords(layout: PlainLayout, start: number, firstPlace: number): PlainRun {
  const { kinds, floats, lineEnd, lineRest, end } = layout;
  const { bytes, delimiter, point } = layout.source;
  const last = kinds.length - 1;
  let place = firstPlace;
  let next = start;
  for (; next < end && bytes[next] !== lineEnd; place++) {
    let at = next;
    for (let field = 0; field <= last; field++) {
      if (kinds[field] === floatField) {
        const fieldStart = at;
        let byte = bytes[at] ?? 0;
        const negative = byte === minus;
        if (negative) byte = bytes[++at] ?? 0;
        let first = at;
        let mantissa = 0;
        let digit = byte - zero;
        while (digit >= 0 && digit <= 9) {
          mantissa = (Math.imul(mantissa, 10) + digit) | 0;
          byte = bytes[++at] ?? 0;
          digit = byte - zero;
        }
        let digits = at - first;
        let value = mantissa;
        if (byte === point) {
          first = at + 1;
          byte = bytes[++at] ?? 0;
          digit = byte - zero;
          while (digit >= 0 && digit <= 9) {
            mantissa = (Math.imul(mantissa, 10) + digit) | 0;
            byte = bytes[++at] ?? 0;
            digit = byte - zero;
          }
          digits += at - first;
          value = mantissa / (powersOfTen[at - first] ?? 1);
        }
        const isPlain = digits > 0 && digits <= maxDigits && byte === (field === last ? lineEnd : delimiter);
        const values = isPlain ? floats[field] : undefined;
        if (values !== undefined) values[place] = negative ? -value : value;
        else at = readOther(layout, field, fieldStart, place);
      } else at = readOther(layout, field, at, place);
      if (at === faulty || bytes[at] !== (field === last ? lineEnd : delimiter)) return { next, place };
      at++;
    }
    if (lineRest === 1 && bytes[at] !== lineFeed) break;
    next = at + lineRest;
  }
  return { next, place };
}

/** Any field: a text where it is if it is plain, and what is not by its reader. */
function readOther(layout: PlainLayout, field: number, start: number, place: number): number {
  const { kinds, readers, lineRest, source } = layout;
  const plain = kinds[field] === textField ? readPlainText(layout, field, start, place) : faulty;
  if (plain !== faulty) return plain;
  const at = readers[field]?.(start, place) ?? faulty;
  // A reader leaves out the carriage return before a line feed, which here is where the record ends.
  return lineRest === 1 && source.bytes[at] === lineFeed ? at - 1 : at;
}

/** A text of ASCII that stands in no quotes. */
function readPlainText({ source, texts }: PlainLayout, field: number, start: number, place: number): number {
  const { bytes, stops } = source;
  if (bytes[start] === source.quote) return faulty;
  let at = start;
  let hash = 0;
  let byte = bytes[at] ?? noText;
  while (stops[byte] !== 1) {
    hash = (Math.imul(hash, 31) + byte) | 0;
    byte = bytes[++at] ?? noText;
  }
  const column = texts[field];
  if (at === start || byte >= firstNonAscii || column === undefined) return faulty;
  column.values[place] = internText(column.table, source, hash, { start, end: at });
  return at;
}
