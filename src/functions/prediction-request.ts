import type { HttpRequest } from '@azure/functions';
import { parseTableHeader } from '../scoring/csv-header.ts';
import { parseJsonRecords } from '../scoring/json-records.ts';
import type { Model } from '../scoring/model.ts';
import { parseCsv } from '../scoring/parse-csv.ts';
import type { Records } from '../scoring/records.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { parseContentType } from './media-type.ts';
import { parseJson, readBody } from './request-body.ts';

export interface RequestLimits {
  readonly maxBodyBytes: number;
  readonly maxRecords: number;
}

/** Reads the records of a prediction request: a JSON object, an array, `{"records"}`, or CSV with a header. */
export async function readRecords(
  request: HttpRequest,
  model: Model,
  limits: RequestLimits,
): Promise<Records> {
  const type = parseContentType(request, ['application/json', 'text/csv']);
  const bytes = await readBody(request, limits.maxBodyBytes);
  const maxRecords = model.manifest.limits?.maxRecords ?? limits.maxRecords;
  return type === 'text/csv'
    ? parseTable(bytes, model, maxRecords)
    : parseRecords(parseJson(bytes), model, maxRecords);
}

function parseRecords(value: unknown, model: Model, maxRecords: number): Records {
  return parseJsonRecords(value, {
    model: model.name,
    columns: model.columns,
    key: model.manifest.key,
    maxRecords,
  });
}

function parseTable(bytes: Uint8Array, model: Model, maxRecords: number): Records {
  const { format, headerBytes } = parseTableHeader(bytes);
  const records = parseCsv(bytes.subarray(headerBytes), {
    model: model.name,
    columns: model.columns,
    format,
    key: model.manifest.key,
    include: 'key',
    firstRow: 1,
    firstOffset: headerBytes,
  });
  if (records.total === 0)
    throw new ScoringError('InvalidInput', 'Cannot score the table: it has a header but no records');
  if (records.total > maxRecords) throw tooMany(model, records.total, maxRecords);
  return records;
}

function tooMany(model: Model, records: number, maxRecords: number): ScoringError {
  const message = `Cannot score the records with "${model.name}": there are ${records}, more than ${maxRecords}`;
  return new ScoringError('TooLarge', message, { details: { records, maxRecords } });
}
