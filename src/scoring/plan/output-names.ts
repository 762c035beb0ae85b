import type { Include, OutputOptions } from '../chunk-scorer.ts';
import { formatCsvLine } from '../csv/format-csv.ts';
import { guardFormula } from '../csv/formula-guard.ts';
import type { ScoringPlan } from '../model.ts';
import { toTableColumns } from '../table/table-columns.ts';

type OutputPlan = Pick<ScoringPlan, 'model' | 'key' | 'predictions' | 'series'>;

export interface OutputColumns {
  readonly header: readonly string[];
  readonly include: Include;
  readonly exclude?: readonly string[] | undefined;
}

/** The names of what a line of predictions holds after its row: the key if there is one, carried columns, predictions. */
export function toOutputNames(plan: OutputPlan, columns: OutputColumns): readonly string[] {
  const { series } = plan;
  if (series !== undefined)
    return [...series.by, 'step', series.time, ...plan.predictions.map(({ name }) => name)];
  const table = toTableColumns({ ...plan, ...columns, columns: [] });
  const key = table.key ? [table.key.spec.name] : [];
  const predictions = plan.predictions.map(({ name }) => name);
  const taken = new Set(['row', ...predictions]);
  const carried = table.carried.map(({ spec: { name } }) => (taken.has(name) ? `input_${name}` : name));
  return [...key, ...carried, ...predictions];
}

/** The header line of predictions.csv, newline included: a carried column named like another gets `input_` before it. */
export function toOutputHeader(plan: OutputPlan, columns: OutputColumns, output: OutputOptions = {}): string {
  const names = toOutputNames(plan, columns);
  if (output.format === 'jsonl') return '';
  return formatCsvLine(['row', ...(output.formulaGuard === true ? names.map(guardFormula) : names)]);
}
