import type { PredictionJson, Predictions, PredictionValues } from '../predictions.ts';
import { toShortestDouble } from '../csv/shortest-float32.ts';

type JsonValue = PredictionJson[string];

/** Predictions as JSON objects, one a record: float32 as the shortest number, int64 beyond 2^53 as text, NaN as null. */
export function toPredictionJson({ count, columns }: Predictions): readonly PredictionJson[] {
  const readers = columns.map(({ name, values }) => ({ name, read: createReader(values) }));
  return Array.from({ length: count }, (_, k) => {
    const json: Record<string, JsonValue> = {};
    for (const { name, read } of readers) json[name] = read(k);
    return json;
  });
}

function createReader(values: PredictionValues): (index: number) => JsonValue {
  if (values instanceof Float32Array) return (k) => toFinite(toShortestDouble(values[k] ?? NaN));
  if (values instanceof BigInt64Array) return (k) => toSafeInteger(values[k] ?? 0n);
  return (k) => {
    const value = values[k];
    return typeof value === 'number' ? toFinite(value) : (value ?? null);
  };
}

function toFinite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Beyond 2^53 a number would say another one. */
export function toSafeInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
