import type { Predictions } from '../predictions.ts';
import type { Column, ColumnSpec } from '../records.ts';
import type { ScoringPlan } from '../model.ts';
import { countBins, countNumbers } from './count-bins.ts';
import { countCodes, encodeCategories } from './encode-categories.ts';
import type { CategoryProfile, ColumnProfile, ModelProfile, NumberProfile } from './model-profile.ts';
import { type FlatValues, flattenPredictions } from './prediction-values.ts';

export interface ProfiledTable {
  readonly plan: Pick<ScoringPlan, 'sha256' | 'columns'>;
  /** Name of the table. */
  readonly table: string;
  readonly columns: readonly Column[];
  readonly predictions: Predictions;
}

/** Ten bins of as many values each are what the population stability index is used with. */
const binsWanted = 10;
const maxCategories = 50;

/** How the inputs of a table and what is predicted of them are distributed. Images, and columns without a value, are left out. */
export function createProfile({ plan, table, columns, predictions }: ProfiledTable): ModelProfile {
  return {
    modelSha256: plan.sha256,
    table,
    records: predictions.count,
    inputs: columns.flatMap((column, index) => profileInput(plan.columns[index], column)),
    predictions: predictions.columns.flatMap(({ name, values }) =>
      profileFlat(name, flattenPredictions(values)),
    ),
  };
}

function profileInput(spec: ColumnSpec | undefined, column: Column): readonly ColumnProfile[] {
  if (spec === undefined || column.type === 'image') return [];
  if (column.type === 'string') return profileFlat(spec.name, { kind: 'category', values: column.values });
  const values = column.type === 'int64' ? Float64Array.from(column.values, Number) : column.values;
  return profileFlat(spec.name, { kind: 'number', values });
}

function profileFlat(column: string, flat: FlatValues): readonly ColumnProfile[] {
  return flat.kind === 'number' ? profileNumbers(column, flat.values) : profileTexts(column, flat.values);
}

function profileNumbers(column: string, values: ArrayLike<number>): readonly NumberProfile[] {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return [];
  const edges = findEdges(sorted);
  const empty: NumberProfile = {
    column,
    kind: 'number',
    edges,
    counts: new Array<number>(edges.length + 1).fill(0),
    missing: 0,
  };
  const counts = countNumbers(values, empty);
  return [{ ...empty, counts: counts.slice(0, -2), missing: counts.at(-1) ?? 0 }];
}

/** Quantiles, each once; of a number with few values these themselves. */
function findEdges(sorted: Float64Array): readonly number[] {
  const last = sorted.at(-1) ?? 0;
  const few = new Set<number>();
  for (const value of sorted) {
    few.add(value);
    if (few.size > binsWanted) break;
  }
  const edges = few.size <= binsWanted ? [...few] : listQuantiles(sorted);
  return [...new Set(edges)].filter((edge) => edge < last);
}

function listQuantiles(sorted: Float64Array): readonly number[] {
  const ranks = Array.from({ length: binsWanted - 1 }, (_, k) => (k + 1) / binsWanted);
  return ranks.map((share) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}

function profileTexts(column: string, values: readonly string[]): readonly CategoryProfile[] {
  const encoded = encodeCategories(values);
  const counts = countCodes(encoded);
  const known = encoded.labels
    .map((label, code) => ({ label, count: counts[code] ?? 0 }))
    .filter(({ label }) => label !== '')
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .slice(0, maxCategories);
  if (known.length === 0) return [];
  const empty: CategoryProfile = {
    column,
    kind: 'category',
    values: known.map(({ label }) => label),
    counts: known.map(({ count }) => count),
    other: 0,
    missing: 0,
  };
  const [other = 0, missing = 0] = countBins({ type: 'string', values }, empty)?.slice(-2) ?? [];
  return [{ ...empty, other, missing }];
}
