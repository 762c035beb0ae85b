import { toPredictionJson } from '../json/format-json.ts';
import type { GoldenPrediction, GoldenRecords, GoldenTolerance, GoldenValue } from './golden-records.ts';
import { parseJsonRecords } from '../json/json-records.ts';
import { toInvalidModel } from '../model-manifest.ts';
import type { Model } from '../model.ts';
import type { Records } from '../records.ts';
import type { ScoredRecords } from '../score-records.ts';
import { toPredictions } from '../plan/to-predictions.ts';

/** Scores records of a model that does not take traffic yet. */
export type ScoreTrial = (model: Model, records: Records) => Promise<ScoredRecords>;

/** The golden records as the model reads them; throws InvalidModel where it refuses one. */
export function toGoldenInput(model: Model, { records }: GoldenRecords): Records {
  const parsed = parseJsonRecords(
    records.map(({ record }) => record),
    { ...model.plan, maxRecords: records.length },
  );
  assertAllScored(model, parsed);
  return parsed;
}

/** Throws InvalidModel with the first golden record for which a model predicts something else than is expected. */
export async function assertGolden(model: Model, golden: GoldenRecords, score: ScoreTrial): Promise<void> {
  const scored = await score(model, toGoldenInput(model, golden));
  assertAllScored(model, scored.records);
  for (const [k, prediction] of toPredictionJson(toPredictions(model.plan, scored)).entries()) {
    const expected = golden.records[k]?.prediction ?? {};
    const difference = findDifference(prediction, expected, golden.tolerance);
    if (difference !== undefined) throw toMismatch(model, k + 1, difference);
  }
}

function assertAllScored(model: Model, { errors }: Records): void {
  const first = errors.toSorted((a, b) => a.row - b.row)[0];
  if (first !== undefined) throw toMismatch(model, first.row, first.message);
}

/** The first prediction that differs, in words; what the file does not expect may be anything. */
function findDifference(
  given: GoldenPrediction,
  expected: GoldenPrediction,
  tolerance: GoldenTolerance,
): string | undefined {
  for (const [name, value] of Object.entries(expected)) {
    const found = Object.hasOwn(given, name) ? given[name] : undefined;
    if (found !== undefined && isClose(found, value, tolerance)) continue;
    const got = found === undefined ? 'missing' : JSON.stringify(found);
    return `"${name}" is ${got}, expected ${JSON.stringify(value)}`;
  }
  return undefined;
}

function isClose(
  given: GoldenValue | readonly GoldenValue[],
  expected: GoldenValue | readonly GoldenValue[],
  tolerance: GoldenTolerance,
): boolean {
  if (isList(given) && isList(expected)) {
    return (
      given.length === expected.length &&
      given.every((value, k) => isClose(value, expected[k] ?? null, tolerance))
    );
  }
  if (typeof given !== 'number' || typeof expected !== 'number') return given === expected;
  return Math.abs(given - expected) <= tolerance.absolute + tolerance.relative * Math.abs(expected);
}

function isList(value: GoldenValue | readonly GoldenValue[]): value is readonly GoldenValue[] {
  return Array.isArray(value);
}

function toMismatch({ name, version }: Model, record: number, what: string) {
  return toInvalidModel(name, `version "${version}" fails its golden record ${record}: ${what}`);
}
