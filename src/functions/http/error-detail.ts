import type { RecordError } from '../../scoring/records.ts';
import { type ErrorCode, ScoringError } from '../../scoring/scoring-error.ts';

/** What an error tells its caller: all; no values; or neither values nor names. */
export const errorDetails = ['full', 'names', 'generic'] as const;
export type ErrorDetail = (typeof errorDetails)[number];

type Details = Readonly<Record<string, unknown>>;

/** What is wrong, where a message may not say more. */
const generalMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  InvalidRequest: 'Cannot read the request: it is not what the model takes',
  InvalidInput: 'Cannot score the table: it is not what the model takes',
  InvalidRecord: 'Cannot score a record: a value is missing or invalid',
  TooLarge: 'Cannot read the request: it is too large',
  InvalidModel: 'Cannot load the model: it is broken',
  ModelNotFound: 'Cannot find the model or its version',
};

/** Codes whose messages hold values of the caller. */
const codesWithValues: ReadonlySet<ErrorCode> = new Set(['InvalidRequest', 'InvalidInput', 'InvalidRecord']);

const names = ['column', 'input', 'output'];

/** Takes out of an error what its caller is not to see. Codes, rows and the numbers of limits stay. */
export function withDetail(error: ScoringError, detail: ErrorDetail): ScoringError {
  if (detail === 'full') return error;
  const { code, message, cause, details } = error;
  const kept = details && keep(details, detail);
  if (detail === 'names' && !codesWithValues.has(code))
    return new ScoringError(code, message, toOptions(cause, kept));
  const general = generalMessages[code] ?? message;
  return new ScoringError(code, general + toPlace(kept), toOptions(cause, kept));
}

/** The same for the error of one record. */
export function withRecordDetail(
  { row, column, code }: RecordError,
  detail: 'names' | 'generic',
): RecordError {
  const what = code === 'MissingValue' ? 'a value is missing' : 'a value is invalid';
  const named = detail === 'names' && column !== undefined;
  const message = `Cannot score record ${row}: ${named ? `${JSON.stringify(column)}: ` : ''}${what}`;
  return { row, code, message, ...(named && { column }) };
}

function toOptions(cause: unknown, details: Details | undefined) {
  return { cause, ...(details !== undefined && { details }) };
}

function keep(details: Details, detail: 'names' | 'generic'): Details {
  return Object.fromEntries(Object.entries(details).filter(([name, value]) => mayStay(name, value, detail)));
}

/** Numbers and flags tell of limits and places; lists are of methods. */
function mayStay(name: string, value: unknown, detail: 'names' | 'generic'): boolean {
  if (name === 'code' || name === 'allow') return true;
  if (names.includes(name)) return detail === 'names';
  return name !== 'got' && name !== 'key' && (typeof value === 'number' || typeof value === 'boolean');
}

function toPlace({ row, ...rest }: Details = {}): string {
  const name = names.map((each) => rest[each]).find((value) => typeof value === 'string');
  const parts = [
    ...(typeof row === 'number' ? [`record ${row}`] : []),
    ...(typeof name === 'string' ? [JSON.stringify(name)] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
