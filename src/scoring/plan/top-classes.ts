import type { PlainTensor, TopClasses } from '../model.ts';
import type { PredictionList, PredictionValues } from '../predictions.ts';
import { createItemReader } from './list-items.ts';

/** Scores of classes, record after record. */
export interface ClassScores {
  readonly values: PlainTensor['values'];
  readonly records: number;
}

/** The best classes of each record: a value where one is asked for, a list where several are. */
export function toTopValues({ values, records }: ClassScores, top: TopClasses): PredictionValues {
  const width = records === 0 ? 0 : values.length / records;
  const lists = Array.from({ length: records }, (_, record) =>
    findTop(values, { start: record * width, width, size: top.count }),
  );
  const toLabel = (at: number) => top.labels[at % width] ?? '';
  if (top.count > 1) {
    const read: (at: number) => PredictionList[number] =
      top.show === 'label' ? toLabel : createItemReader(values);
    return lists.map((best) => best.map(read));
  }
  const best = lists.map(([at = 0]) => at);
  return top.show === 'label' ? best.map(toLabel) : pickValues(values, best);
}

/** Scores keep their type. */
function pickValues(values: PlainTensor['values'], indexes: readonly number[]): PredictionValues {
  if (values instanceof Float32Array) return Float32Array.from(indexes, (at) => values[at] ?? NaN);
  if (values instanceof Float64Array) return Float64Array.from(indexes, (at) => values[at] ?? NaN);
  if (values instanceof BigInt64Array) return BigInt64Array.from(indexes, (at) => values[at] ?? 0n);
  if (values instanceof Int32Array) return Int32Array.from(indexes, (at) => values[at] ?? 0);
  throw new Error('Cannot find the best classes: the scores are no numbers');
}

interface TopSearch {
  readonly start: number;
  readonly width: number;
  readonly size: number;
}

/** Where the largest values of one record are, the largest first; of equals the first, NaN last. */
export function findTop(values: PlainTensor['values'], { start, width, size }: TopSearch): readonly number[] {
  const top: number[] = [];
  for (let at = start; at < start + width; at++) {
    const rank = top.findIndex((other) => isLarger(values[at], values[other]));
    if (rank >= 0) top.splice(rank, 0, at);
    else if (top.length < size) top.push(at);
    if (top.length > size) top.pop();
  }
  return top;
}

type Score = PlainTensor['values'][number] | undefined;

function isLarger(a: Score, b: Score): boolean {
  return Number.isNaN(b) ? !Number.isNaN(a) : (a ?? NaN) > (b ?? NaN);
}
