import type { ChunkTask } from '../chunk-scorer.ts';
import type { ScoringPlan } from '../model.ts';
import { parseCsv } from '../csv/parse-csv.ts';
import { parseJsonLines } from '../json/parse-json-lines.ts';
import type { Records } from '../records.ts';

/** Reads whole records of a table, in whatever format it is written. */
export function parseTable(chunk: ChunkTask, { model, columns, key }: ScoringPlan): Records {
  const { bytes, format, output, include, exclude, firstRow, firstOffset } = chunk;
  const place = { include, exclude, firstRow, firstOffset };
  if (format.kind === 'csv') return parseCsv(bytes, { ...place, model, columns, key, format });
  const carriedAsJson = output?.format === 'jsonl';
  return parseJsonLines(bytes, { ...place, model, columns, key, format, carriedAsJson });
}
