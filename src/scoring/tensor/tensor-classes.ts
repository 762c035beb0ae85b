import type { PlainTensor } from '../model.ts';
import { ScoringError } from '../scoring-error.ts';
import { toShortestDouble } from '../csv/shortest-float32.ts';

type NumberTensor = Extract<PlainTensor, { type: 'float32' | 'float64' | 'int64' | 'int32' }>;

export interface ClassesOptions {
  /** How many classes a record. */
  readonly top: number;
  /** Names of the classes, in the order of the components. */
  readonly labels?: readonly string[] | undefined;
}

/** The highest components of each record as texts `value:index[:label]`, shape [N, top] or fewer where there are fewer; of equals the first comes first, NaN last. */
export function toClasses(tensor: PlainTensor, { top, labels }: ClassesOptions): PlainTensor {
  if (tensor.type === 'string' || tensor.type === 'bool') {
    const message = `Cannot classify output ${JSON.stringify(tensor.name)}: it holds no numbers`;
    throw new ScoringError('InvalidRequest', message, { details: { output: tensor.name } });
  }
  const [records = 0] = tensor.dims;
  const width = records === 0 ? 0 : tensor.values.length / records;
  const count = Math.min(top, width);
  const texts: string[] = [];
  for (let start = 0; start < tensor.values.length; start += width) {
    const scores = toScores(tensor, start, start + width);
    for (const index of rank(scores).slice(0, count)) texts.push(toText(scores[index] ?? 0, index, labels));
  }
  return { name: tensor.name, type: 'string', dims: [records, count], values: texts };
}

/** As they are shown. */
function toScores(tensor: NumberTensor, start: number, end: number): readonly (number | bigint)[] {
  const values = tensor.values.subarray(start, end);
  return values instanceof Float32Array
    ? Array.from(values, toShortestDouble)
    : Array.from<number | bigint>(values);
}

function rank(scores: readonly (number | bigint)[]): readonly number[] {
  return [...scores.keys()].sort((a, b) => compare(scores[b] ?? 0, scores[a] ?? 0) || a - b);
}

/** NaN is less than all. */
function compare(a: number | bigint, b: number | bigint): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : Number(a > b);
}

function toText(score: number | bigint, index: number, labels: readonly string[] | undefined): string {
  const label = labels?.[index];
  return `${score}:${index}${label === undefined ? '' : `:${label}`}`;
}
