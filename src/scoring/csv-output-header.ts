import { formatCsvLine } from './format-csv.ts';
import type { Include } from './chunk-scorer.ts';
import type { ScoringPlan } from './model.ts';
import { toTableColumns } from './table-columns.ts';

/** The header line of predictions.csv, newline included: a carried column named like another gets `input_` before it. */
export function toOutputHeader(
  plan: ScoringPlan,
  { header, include }: { readonly header: readonly string[]; readonly include: Include },
): string {
  const table = toTableColumns({ ...plan, header, include });
  const key = table.key ? [table.key.spec.name] : [];
  const predictions = plan.predictions.map(({ name }) => name);
  const taken = new Set(['row', ...predictions]);
  const carried = table.carried.map(({ spec: { name } }) => (taken.has(name) ? `input_${name}` : name));
  return formatCsvLine(['row', ...key, ...carried, ...predictions]);
}
