import type { ScoringPlan } from '../model.ts';
import type { Predictions } from '../predictions.ts';
import type { Column } from '../records.ts';
import { type Countable, toCountableColumn, toCountablePredictions } from './countable.ts';
import { countCategories, countNumbers, type Numbers } from './count-bins.ts';
import { countCodes, type Encoded } from './encode-categories.ts';
import type { CategoryProfile, ColumnProfile, ModelProfile, NumberProfile } from './model-profile.ts';

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
    inputs: columns.flatMap((column, index) => {
      const countable = toCountableColumn(column);
      const name = plan.columns[index]?.name;
      return countable === undefined || name === undefined ? [] : profileOne(name, countable);
    }),
    predictions: predictions.columns.flatMap(({ name, values }) =>
      profileOne(name, toCountablePredictions(values)),
    ),
  };
}

function profileOne(column: string, countable: Countable): readonly ColumnProfile[] {
  return countable.kind === 'number'
    ? profileNumbers(column, countable.values)
    : profileTexts(column, countable.encoded);
}

function profileNumbers(column: string, values: Numbers): readonly NumberProfile[] {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return [];
  const edges = findEdges(sorted);
  const empty = new Array<number>(edges.length + 1).fill(0);
  const counts = countNumbers(values, { edges, counts: empty });
  return [{ column, kind: 'number', edges, counts: counts.slice(0, -2), missing: counts.at(-1) ?? 0 }];
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

function profileTexts(column: string, encoded: Encoded): readonly CategoryProfile[] {
  const counts = countCodes(encoded);
  const known = encoded.labels
    .map((label, code) => ({ label, count: counts[code] ?? 0 }))
    .filter(({ label }) => label !== '')
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .slice(0, maxCategories);
  if (known.length === 0) return [];
  const values = known.map(({ label }) => label);
  const bins = countCategories(encoded, { values });
  const [other = 0, missing = 0] = bins.slice(-2);
  return [{ column, kind: 'category', values, counts: known.map(({ count }) => count), other, missing }];
}
