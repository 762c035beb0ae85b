import { createRecordScanner } from '../../scoring/csv/csv-boundaries.ts';
import { groupRows } from '../../scoring/series/parse-series.ts';
import type { SeriesPlan } from '../../scoring/series/series-plan.ts';
import { parseTime } from '../../scoring/series/series-time.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { readRows, type TableRows } from '../../scoring/table/read-rows.ts';
import type { SeriesNumbers } from './series-numbers.ts';
import type { SeriesRow } from './series-row.ts';

export interface SeriesReading {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly series: SeriesPlan;
  readonly numbers: SeriesNumbers;
}

/** Nothing in a line of JSON hides a newline. */
const linesSyntax = { delimiter: ',', quote: '' };

/** The rows of whole records, each with the number of its series; as the worker that scores them tells series apart. */
export function readSeriesRows(
  table: TableRows,
  { model, series, numbers }: SeriesReading,
): readonly SeriesRow[] {
  const parts = cutRows(table);
  const found = new Float64Array(parts.length);
  for (const { by, rows } of groupRows(table, model, series)) {
    const number = by === undefined ? numbers.next() : numbers.find(JSON.stringify(by));
    for (const row of rows) found[row - table.firstRow] = number;
  }
  const times = readTimes(table, { model, series, count: parts.length });
  return parts.map((bytes, k) => ({ series: found[k] ?? 0, time: times[k] ?? NaN, bytes }));
}

function cutRows({ bytes, format, firstRow }: TableRows): readonly Uint8Array[] {
  const scanner = createRecordScanner(format.kind === 'csv' ? format : linesSyntax);
  const parts: Uint8Array[] = [];
  let start = 0;
  scanner.scan(bytes, (end, blank) => {
    if (!blank) parts.push(bytes.subarray(start, end));
    start = end;
  });
  const { openQuote, pendingBytes } = scanner.finish();
  if (openQuote) {
    const reason = `record ${firstRow + parts.length} leaves a quote open`;
    throw new ScoringError('InvalidInput', `Cannot part the table by series: ${reason}`);
  }
  if (pendingBytes === 0) return parts;
  const newline = format.kind === 'csv' && format.newline === '\r' ? '\r' : '\n';
  return [...parts, Buffer.concat([bytes.subarray(start), Buffer.from(newline)])];
}

/** NaN where a row tells none; what is wrong with it is said where the series is scored. */
function readTimes(
  table: TableRows,
  { model, series, count }: Pick<SeriesReading, 'model' | 'series'> & { readonly count: number },
): Float64Array {
  const { columns, rows } = readRows(table, model, [
    { name: series.time, type: 'string', missing: { rule: 'nan' } },
  ]);
  const times = new Float64Array(count).fill(NaN);
  const [texts] = columns;
  if (texts?.type !== 'string') return times;
  rows.forEach((row, k) => {
    times[row - table.firstRow] = parseTime(texts.values[k] ?? '', series);
  });
  return times;
}
