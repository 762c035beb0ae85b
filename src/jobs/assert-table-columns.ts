import type { Include } from '../scoring/chunk-scorer.ts';
import type { ColumnSpec } from '../scoring/records.ts';
import { ScoringError } from '../scoring/scoring-error.ts';

export interface ColumnNeeds {
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly include: Include;
}

/** Checks that a table has every column that the model reads and the output includes; fails with `InvalidInput`. */
export function assertTableColumns(
  header: readonly string[],
  { model, columns, include }: ColumnNeeds,
): void {
  const included = typeof include === 'string' ? [] : include;
  const needed = [...columns.map((column) => column.name), ...included];
  const missing = needed.find((name) => !header.includes(name));
  if (missing === undefined) return;
  const message = `Cannot score the table with "${model}": column ${JSON.stringify(missing)} is missing`;
  throw new ScoringError('InvalidInput', message, { details: { column: missing } });
}
