import { ScoringError } from '../../scoring/scoring-error.ts';
import { omit } from '../omit.ts';
import type { TableFormat, TextEncoding } from '../../scoring/table/table-format.ts';

/** What a table tells by some character or number alone; undefined of one of ASCII, or without decimals, which may be read in any way. */
export interface ToldMarks {
  readonly encoding?: TextEncoding | undefined;
  readonly decimal?: '.' | ',' | undefined;
}

interface FormattedTable {
  readonly path: string;
  readonly format: TableFormat;
  readonly told: ToldMarks;
}

/** How all tables are read that have been seen so far. */
export interface JoinedFormat {
  readonly format: TableFormat;
  readonly first: FormattedTable;
  /** The first that told it. */
  readonly tellers: { readonly [mark in keyof ToldMarks]?: FormattedTable | undefined };
}

/** Adds one more table to those that a job reads in one way; fails with InvalidInput where it is written in another. */
export function joinFormats(joined: JoinedFormat | undefined, other: FormattedTable): JoinedFormat {
  const { first, tellers } = joined ?? { first: other, tellers: {} };
  assertSame([first, toComparable(first.format)], [other, toComparable(other.format)]);
  for (const mark of ['encoding', 'decimal'] as const) {
    const teller = tellers[mark];
    if (teller !== undefined && other.told[mark] !== undefined)
      assertSame([teller, { [mark]: teller.told[mark] }], [other, { [mark]: other.told[mark] }]);
  }
  const encoding = tellers.encoding ?? (other.told.encoding && other);
  const decimal = tellers.decimal ?? (other.told.decimal && other);
  const format = joined === undefined ? other.format : mergeFormats(joined.format, other.format);
  return { format: withDecimal(format, decimal?.told.decimal), first, tellers: { encoding, decimal } };
}

type Comparable = Readonly<Record<string, string | undefined>>;

function assertSame(
  [first, a]: readonly [FormattedTable, Comparable],
  [other, b]: readonly [FormattedTable, Comparable],
): void {
  const difference = Object.keys({ ...a, ...b }).find((name) => a[name] !== b[name]);
  if (difference === undefined) return;
  const reason = `"${first.path}" and "${other.path}" differ in ${difference}, ${toShown(a[difference])} and ${toShown(b[difference])}`;
  throw new ScoringError('InvalidInput', `Cannot score the tables: ${reason}`);
}

function toShown(value: string | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

/** Objects of JSON Lines may have different names. */
function toComparable(format: TableFormat): Comparable {
  if (format.kind === 'jsonl') return { kind: format.kind };
  const { kind, delimiter, newline, quote, header } = format;
  return { kind, delimiter, newline, quote, columns: header.join(delimiter) };
}

function mergeFormats(first: TableFormat, other: TableFormat): TableFormat {
  if (first.kind === 'jsonl') return { ...first, header: [...new Set([...first.header, ...other.header])] };
  return other.kind === 'csv' ? { ...other, ...first } : first;
}

/** What some table tells goes before what another was only taken to mean. */
function withDecimal(format: TableFormat, told: ToldMarks['decimal']): TableFormat {
  return format.kind === 'jsonl' || told !== '.' ? format : omit(format, ['decimal']);
}
