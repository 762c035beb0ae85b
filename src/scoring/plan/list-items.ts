import { toSafeInteger } from '../json/format-json.ts';
import type { PlainTensor } from '../model.ts';
import type { PredictionList } from '../predictions.ts';
import { toShortestDouble } from '../csv/shortest-float32.ts';

/** Reads values of a tensor as they stand in a list: numbers as JSON writes those of a column. */
export function createItemReader(values: PlainTensor['values']): (at: number) => PredictionList[number] {
  const toShortest = values instanceof Float32Array ? toShortestDouble : (value: number) => value;
  return (at) => {
    const value = values[at];
    if (typeof value === 'string') return value;
    if (typeof value === 'bigint') return toSafeInteger(value);
    const number = Number(value);
    return Number.isFinite(number) ? toShortest(number) : null;
  };
}
