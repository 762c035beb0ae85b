import { ScoringError } from '../../scoring/scoring-error.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';

interface FormattedTable {
  readonly path: string;
  readonly format: TableFormat;
}

/** The tables of one job are read in one way; fails with InvalidInput where one is written in another. */
export function assertSameFormat(first: FormattedTable, other: FormattedTable): void {
  const [a, b] = [toComparable(first.format), toComparable(other.format)];
  const difference = Object.keys({ ...a, ...b }).find((name) => a[name] !== b[name]);
  if (difference === undefined) return;
  const reason = `"${first.path}" and "${other.path}" differ in ${difference}, ${toShown(a[difference])} and ${toShown(b[difference])}`;
  throw new ScoringError('InvalidInput', `Cannot score the tables: ${reason}`);
}

function toShown(value: string | undefined): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

/** Objects of JSON Lines may have different names, and a table of ASCII, or without decimals, may be read in any way. */
function toComparable(format: TableFormat): Readonly<Record<string, string | undefined>> {
  if (format.kind === 'jsonl') return { kind: format.kind };
  const { kind, delimiter, newline, quote, header } = format;
  return { kind, delimiter, newline, quote, columns: header.join(delimiter) };
}

/** How all tables are read that have been seen so far. */
export function joinFormats(first: TableFormat | undefined, other: TableFormat): TableFormat {
  if (first === undefined) return other;
  if (first.kind === 'jsonl') return { ...first, header: [...new Set([...first.header, ...other.header])] };
  return other.kind === 'csv' ? { ...other, ...first } : first;
}
