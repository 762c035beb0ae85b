import type { ChunkTask } from '../chunk-scorer.ts';
import type { ScoringPlan } from '../model.ts';
import { parseCsv } from '../csv/parse-csv.ts';
import { parseJsonLines } from '../json/parse-json-lines.ts';
import type { Records } from '../records.ts';
import type { TableRows } from './read-rows.ts';
import { parseSeries } from '../series/parse-series.ts';

type TableToParse = TableRows & Pick<ChunkTask, 'output' | 'include' | 'exclude'>;

/** Reads whole records of a table, in whatever format it is written; where a record is a series, whole series. */
export function parseTable(table: TableToParse, plan: ScoringPlan): Records {
  const { model, columns, key, series } = plan;
  const { bytes, format, output, include, exclude, firstRow, firstOffset } = table;
  if (series !== undefined) return parseSeries(table, plan, series);
  const place = { include, exclude, firstRow, firstOffset };
  if (format.kind === 'csv') return parseCsv(bytes, { ...place, model, columns, key, format });
  const carriedAsJson = output?.format === 'jsonl';
  return parseJsonLines(bytes, { ...place, model, columns, key, format, carriedAsJson });
}
