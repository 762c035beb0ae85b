import type { ColumnSpec } from '../records.ts';
import { ScoringError } from '../scoring-error.ts';
import { findSimilarName, toSimilarNameHint } from '../similar-name.ts';

export interface TableReader {
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
}

/** Fails with InvalidInput, and tells all of them, where a table lacks columns for which the model has nothing to put. */
export function assertTableColumns(names: readonly string[], { model, columns }: TableReader): void {
  const lacked = columns.filter(({ name, missing }) => missing.rule === 'required' && !names.includes(name));
  // What names a series may be an input of its own, too.
  const [first, ...others] = new Set(lacked.map(({ name }) => name));
  if (first !== undefined) throw toMissingColumn(first, { model, columns, names, others });
}

interface MissingColumn extends TableReader {
  /** That the table has. */
  readonly names: readonly string[];
  /** Columns that are missing, too. */
  readonly others?: readonly string[];
}

/** Says which column is missing, and what may be the matter. */
export function toMissingColumn(
  column: string,
  { model, columns, names, others = [] }: MissingColumn,
): ScoringError {
  const strays = names.filter((name) => !columns.some((spec) => spec.name === name));
  const isImage = columns.some(({ name, type }) => name === column && type === 'image');
  const hint = isImage
    ? imageHint
    : (toHeaderHint(column, names) ?? toSimilarNameHint(column, strays) + toOthers(others, strays));
  const message = `Cannot score the table with ${JSON.stringify(model)}: column ${JSON.stringify(column)} is missing${hint}`;
  return new ScoringError('InvalidInput', message, { details: { column } });
}

const imageHint =
  ', which holds an image in base64: images are scored as files, too, one by a request, many as a .zip or a folder by a job';
const maxShownColumns = 20;

function toOthers(columns: readonly string[], strays: readonly string[]): string {
  if (columns.length === 0) return '';
  const shown = columns.slice(0, maxShownColumns).map((column) => {
    const similar = findSimilarName(column, strays);
    return JSON.stringify(column) + (similar === undefined ? '' : ` (there is ${JSON.stringify(similar)})`);
  });
  const rest = columns.length - shown.length;
  return `; missing, too: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const maxShownCharacters = 60;
const number = /^\s*[-+]?(\d+(\.\d*)?|\.\d+)\s*$/;

/** A table with a delimiter that is not known has one name, and one without header has names that are none. */
function toHeaderHint(column: string, names: readonly string[]): string | undefined {
  const hint = toValueHint(names);
  if (hint !== '') return hint;
  const [first = ''] = names;
  if (names.length > 1 || !first.includes(column)) return undefined;
  const shown = JSON.stringify(first.slice(0, maxShownCharacters));
  return `, since the first line is one name, ${shown}: names are separated by comma, semicolon, tab or |`;
}

/** Says that a header may be a record, where it holds a number. */
export function toValueHint(names: readonly string[]): string {
  const value = names.find((name) => number.test(name));
  if (value === undefined) return '';
  return `, and ${JSON.stringify(value)} is where a name should be: the first line must hold the names of the columns`;
}
