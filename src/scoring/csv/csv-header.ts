import { createFieldCursor, unclosedField } from './csv-fields.ts';
import { findHeader } from './csv-header-bounds.ts';
import { toSyntaxBytes } from './csv-syntax.ts';
import { createFieldDecoder } from './field-text.ts';
import { ScoringError } from '../scoring-error.ts';
import { toValueHint } from '../table/table-needs.ts';
import type { CsvFormat, TextEncoding } from '../table/table-format.ts';

export interface TableHeader {
  readonly format: CsvFormat;
  readonly header: readonly string[];
  readonly delimiter: string;
  /** Length of the header with its byte order mark and newline: where the first record begins. */
  readonly headerBytes: number;
}

/** What the sender says of a table; the rest is found out. */
export interface DeclaredFormat {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
  readonly decimal?: '.' | ',' | undefined;
  readonly encoding?: TextEncoding | undefined;
}

/** Whether these first bytes of a table hold its whole header; if not, more of them are needed. */
export function hasWholeHeader(bytes: Uint8Array, declared: DeclaredFormat = {}): boolean {
  return findHeader(bytes, declared).complete;
}

/**
 * Reads the header of a CSV table from its first bytes and finds out how the table is written.
 * Throws InvalidInput for an empty table, and for column names that are empty or come twice.
 */
export function parseTableHeader(bytes: Uint8Array, declared: DeclaredFormat = {}): TableHeader {
  const { start, end, next, newline, delimiter, quote } = findHeader(bytes, declared);
  if (end === start) throw fault('it is empty');
  const { decimal, encoding } = declared;
  const syntax = {
    delimiter,
    ...(newline === '\r' && { newline }),
    ...(quote !== '"' && { quote }),
    ...(decimal === ',' && { decimal }),
    ...(encoding === 'windows-1252' && { encoding }),
  } as const;
  const header = splitHeader(bytes.subarray(start, end), syntax);
  assertColumnNames(header);
  return { format: { kind: 'csv', ...syntax, header }, header, delimiter, headerBytes: next };
}

function splitHeader(line: Uint8Array, syntax: Omit<CsvFormat, 'kind' | 'header'>): string[] {
  const { field, read } = createFieldCursor(line, toSyntaxBytes(syntax));
  const { decode } = createFieldDecoder(syntax.encoding);
  const names: string[] = [];
  for (let start = 0; start <= line.length;) {
    start = read(start) + 1;
    if (field.kind === unclosedField) throw fault('its header has a quote that is never closed');
    const name = decode(line, field);
    if (name === undefined) throw fault('its header is not UTF-8 text');
    names.push(name);
  }
  return names;
}

function assertColumnNames(header: readonly string[]): void {
  const seen = new Set<string>();
  for (const [k, name] of header.entries()) {
    if (name === '') throw fault(`column ${k + 1} of its header has no name`);
    if (seen.has(name)) throw fault(`column "${name}" comes twice in its header${toValueHint(header)}`);
    seen.add(name);
  }
}

function fault(what: string): ScoringError {
  return new ScoringError('InvalidInput', `Cannot score the table: ${what}`);
}
