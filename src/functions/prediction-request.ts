import { findUtf16 } from '../jobs/input/utf16.ts';
import { createEncodingDetector } from '../scoring/csv/detect-encoding.ts';
import { findCsvFormat } from '../scoring/csv/find-csv-format.ts';
import { toImageRecords } from '../scoring/image/image-records.ts';
import { parseJsonRecords } from '../scoring/json/json-records.ts';
import type { Model } from '../scoring/model.ts';
import { parseTable as parseWholeTable } from '../scoring/table/parse-table.ts';
import type { Records } from '../scoring/records.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import type { TextEncoding } from '../scoring/table/table-format.ts';
import { assertWithin } from './http/assert-within.ts';
import { type Charset, findCharset, parseContentType } from './http/media-type.ts';
import { parseJson, readBody } from './http/request-body.ts';
import type { RequestLimits } from './http/request-limits.ts';
import type { WebRequest } from './http/web-request.ts';

const recordTypes = ['application/json', 'text/csv'] as const;
const imageTypes = ['image/png', 'image/jpeg'] as const;

/** Reads the records of a prediction request: a JSON object, an array, `{"records"}`, or CSV with a header; where the model takes images also one as it is. */
export async function readRecords(
  request: WebRequest,
  model: Model,
  limits: RequestLimits,
): Promise<Records> {
  const takesImages = model.columns.some(({ type }) => type === 'image');
  const type = parseContentType(request, takesImages ? [...recordTypes, ...imageTypes] : recordTypes);
  const bytes = await readBody(request, limits);
  const maxRecords = model.manifest.limits?.maxRecords ?? limits.maxRecords;
  const within = { ...limits, maxRecords };
  switch (type) {
    case 'application/json':
      return parseRecords(bytes, model, within);
    case 'text/csv':
      return parseTable(bytes, model, { ...within, charset: findCharset(request) });
    case 'image/png':
    case 'image/jpeg':
      return toImageRecords(bytes, model);
  }
}

function parseRecords(bytes: Buffer, model: Model, limits: RequestLimits): Records {
  const records = parseJsonRecords(parseJson(bytes, limits), {
    model: model.name,
    columns: model.columns,
    series: model.plan.series,
    key: model.manifest.key,
    maxRecords: limits.maxRecords,
  });
  assertWithin(records.total, model, limits);
  return records;
}

/** Reads a CSV table with a header, written in whatever way a job takes it; fails with `TooLarge` for one of too many records. */
export function parseTable(
  body: Buffer,
  model: Model,
  { charset, ...limits }: RequestLimits & { readonly charset?: Charset | undefined },
): Records {
  const { bytes, encoding } = toTableBytes(body, charset);
  const declared = { encoding: encoding ?? detectEncoding(bytes) };
  const columns = model.plan.series?.rows ?? model.columns;
  const { format, headerBytes } = findCsvFormat(bytes, { declared, columns });
  const table = { bytes: bytes.subarray(headerBytes), format, firstRow: 1, firstOffset: headerBytes };
  const records = parseWholeTable({ ...table, include: 'key' }, model.plan);
  if (records.total === 0)
    throw new ScoringError('InvalidInput', 'Cannot score the table: it has a header but no records');
  assertWithin(records.total, model, limits);
  return records;
}

interface TableBytes {
  readonly bytes: Buffer;
  /** Undefined where it is to be found out. */
  readonly encoding: TextEncoding | undefined;
}

/** UTF-16 as UTF-8. */
function toTableBytes(body: Buffer, charset: Charset | undefined): TableBytes {
  const told = findUtf16(body) ?? charset;
  if (told !== 'utf-16le' && told !== 'utf-16be') return { bytes: body, encoding: told };
  return { bytes: Buffer.from(new TextDecoder(told).decode(body)), encoding: 'utf-8' };
}

function detectEncoding(bytes: Uint8Array): TextEncoding {
  const detector = createEncodingDetector();
  detector.push(bytes);
  return detector.encoding();
}
