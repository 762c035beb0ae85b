import type { Predictions } from '../predictions.ts';
import type { Numbers } from '../summary/count-bins.ts';
import { toCountablePredictions } from '../summary/countable.ts';
import { toBoundedTally } from '../summary/bounded-tally.ts';
import type { Encoded } from '../summary/encode-categories.ts';
import { sketchNumbers } from '../summary/number-sketch.ts';
import { type Comparison, type Difference, shownDifferences } from './comparison.ts';
import { byMagnitude } from './add-comparisons.ts';

export interface ComparedPredictions {
  readonly rows: Uint32Array;
  readonly keys: readonly string[] | undefined;
  readonly champion: Predictions;
  /** Of the same records. */
  readonly challenger: Predictions;
}

const maxChanges = 256;

/** How the challenger differs from the champion, in each prediction that both have with a value a record. */
export function comparePredictions({
  champion,
  challenger,
  ...records
}: ComparedPredictions): readonly Comparison[] {
  const place = createPlace(records);
  return champion.columns.flatMap(({ name, values }) => {
    const other = challenger.columns.find((column) => column.name === name);
    if (other === undefined) return [];
    const a = toCountablePredictions(values);
    const b = toCountablePredictions(other.values);
    if (!a.isScalar || !b.isScalar) return [];
    if (a.kind === 'number' && b.kind === 'number') return [compareNumbers(name, a.values, b.values, place)];
    if (a.kind === 'category' && b.kind === 'category')
      return [compareClasses(name, a.encoded, b.encoded, place)];
    return [];
  });
}

type Place = (index: number) => Pick<Difference, 'row' | 'key'>;

function createPlace({ rows, keys }: Pick<ComparedPredictions, 'rows' | 'keys'>): Place {
  return (index) => {
    const key = keys?.[index];
    return { row: rows[index] ?? 0, ...(key !== undefined && { key }) };
  };
}

function compareNumbers(name: string, a: Numbers, b: Numbers, place: Place): Comparison {
  const differences = Float64Array.from(a, (value, k) => (b[k] ?? NaN) - value);
  const largest = Array.from(differences.keys())
    .filter((k) => Number.isFinite(differences[k]) && differences[k] !== 0)
    .map((k) => ({ ...place(k), champion: a[k] ?? NaN, challenger: b[k] ?? NaN }))
    .sort(byMagnitude)
    .slice(0, shownDifferences);
  return { name, kind: 'number', differences: sketchNumbers(differences), largest };
}

/** An empty text is none. */
function compareClasses(name: string, a: Encoded, b: Encoded, place: Place): Comparison {
  const changes = new Map<string, number>();
  const first: Difference[] = [];
  let count = 0;
  let agreed = 0;
  for (const [k, code] of a.codes.entries()) {
    const champion = a.labels[code] ?? '';
    const challenger = b.labels[b.codes[k] ?? 0] ?? '';
    if (champion === '' || challenger === '') continue;
    count++;
    if (champion === challenger) {
      agreed++;
      continue;
    }
    const change = JSON.stringify([champion, challenger]);
    changes.set(change, (changes.get(change) ?? 0) + 1);
    if (first.length < shownDifferences) first.push({ ...place(k), champion, challenger });
  }
  const missing = a.codes.length - count;
  const tally = toBoundedTally(changes, maxChanges);
  return { name, kind: 'category', count, missing, agreed, changes: tally, first };
}
