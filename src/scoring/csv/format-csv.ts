import { type ByteWriter, createByteWriter } from './byte-writer.ts';
import type { OutputOptions } from '../chunk-scorer.ts';
import { guardFormulas } from './formula-guard.ts';
import type { Predictions, PredictionValues } from '../predictions.ts';
import type { Records } from '../records.ts';
import {
  countDecimals,
  largestPlain,
  powerOfTen,
  smallestPlain,
  toShortestDouble,
} from './shortest-float32.ts';

type CellWriter = (writer: ByteWriter, index: number) => void;

const comma = 0x2c;
const lineFeed = 0x0a;
const minus = 0x2d;
const bytesPerCell = 12;

/** A field that a reader would take apart, or that begins or ends with a space, stands in quotes. */
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** 1 for each character that never needs quotes, which most texts are made of: visible ASCII without quote and comma. */
const plainCharacters = Uint8Array.from({ length: 128 }, (_, code) =>
  /[!-~]/.test(String.fromCharCode(code)) && code !== 0x22 && code !== comma ? 1 : 0,
);

/**
 * The lines of predictions.csv, without header: row, key, carried columns, predictions.
 * Float32 in the shortest text that reads back the same, NaN empty, infinities as `inf` and `-inf`, bool as true and false,
 * a list as JSON.
 */
export function formatCsv(
  records: Pick<Records, 'count' | 'rows' | 'keys' | 'carried'>,
  predictions: Predictions,
  { formulaGuard = false }: OutputOptions = {},
): Uint8Array<ArrayBuffer> {
  const texts = [...(records.keys ? [records.keys] : []), ...records.carried.map(({ values }) => values)];
  const columns = [...texts, ...predictions.columns.map(({ values }) => values)];
  const cells = columns.map((values) => createCellWriter(formulaGuard ? guardFormulas(values) : values));
  const writer = createByteWriter(records.count * bytesPerCell * (cells.length + 1));
  for (let k = 0; k < records.count; k++) {
    writer.integer(records.rows[k] ?? 0);
    for (const write of cells) {
      writer.byte(comma);
      write(writer, k);
    }
    writer.byte(lineFeed);
  }
  return writer.finish();
}

/** A line of texts, each in quotes where it must be. */
export function formatCsvLine(texts: readonly string[]): string {
  return texts.map(quoteText).join(',') + '\n';
}

function quoteText(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function createCellWriter(values: PredictionValues): CellWriter {
  if (values instanceof Float32Array) return (writer, k) => writeFloat32(writer, values[k] ?? NaN);
  if (values instanceof Float64Array) return (writer, k) => writer.ascii(toNumberText(values[k] ?? NaN));
  if (values instanceof Int32Array || values instanceof Uint8Array)
    return (writer, k) => writer.integer(values[k] ?? 0);
  return (writer, k) => {
    const value = values[k] ?? '';
    if (typeof value === 'string') writeText(writer, value);
    else if (typeof value === 'object') writeText(writer, JSON.stringify(value));
    else writer.ascii(String(value));
  };
}

function writeText(writer: ByteWriter, text: string): void {
  if (!writer.onlyOf(text, plainCharacters)) writer.utf8(quoteText(text));
}

function writeFloat32(writer: ByteWriter, value: number): void {
  const size = Math.abs(value);
  if (size < smallestPlain || !(size < largestPlain)) {
    writer.ascii(toNumberText(toShortestDouble(value)));
    return;
  }
  const decimals = countDecimals(size);
  if (value < 0) writer.byte(minus);
  writer.decimal(Math.round(size * powerOfTen(decimals)), decimals);
}

function toNumberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? '' : value > 0 ? 'inf' : '-inf';
}
