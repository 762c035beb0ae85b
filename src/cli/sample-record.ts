import type { ScoringPlan } from '../scoring/model.ts';
import type { Label, OnnxModel } from '../scoring/onnx/onnx-model.ts';
import type { ColumnType } from '../scoring/records.ts';
import { toUsageError } from './command-error.ts';

/** A record as JSON. */
export type SampleRecord = Readonly<Record<string, unknown>>;

/** A PNG of one grey pixel. */
const smallestImage =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

/** A record made up for a model: a known category where the graph lists them, else 0, false, "a" or a grey image. */
export function toSampleRecord(
  { columns, feeds }: Pick<ScoringPlan, 'columns' | 'feeds'>,
  model: OnnxModel,
): SampleRecord {
  return Object.fromEntries(
    columns.map(({ name, type, list }, index) => {
      const feed = feeds.find(({ source }) => source.kind === 'columns' && source.columns.includes(index));
      const category = feed === undefined ? undefined : findCategory(model, feed.input);
      const value = isOfType(category, type) ? category : toPlainValue(type);
      return [name, list === undefined ? value : [value]];
    }),
  );
}

/** The first category of whatever node reads this input. */
function findCategory({ nodes }: OnnxModel, input: string): Label | undefined {
  const lists = nodes
    .filter(({ inputs }) => inputs.includes(input))
    .flatMap(({ labels }) => [...labels].filter(([name]) => !name.startsWith('classlabels')));
  return lists.flatMap(([, values]) => values).find((value) => value !== '');
}

function isOfType(value: Label | undefined, type: ColumnType): boolean {
  return typeof value === (type === 'string' ? 'string' : 'number') && type !== 'bool' && type !== 'image';
}

function toPlainValue(type: ColumnType): string | number | boolean {
  if (type === 'string') return 'a';
  if (type === 'image') return smallestImage;
  return type === 'bool' ? false : 0;
}

/** Reads the option --record; throws CommandError where it is not one JSON object. */
export function parseRecordOption(text: string): SampleRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    throw toUsageError(`Cannot read --record: ${JSON.stringify(text)} is not JSON`);
  }
  throw toUsageError(`Cannot read --record: ${JSON.stringify(text)} is not a JSON object`);
}

function isObject(value: unknown): value is SampleRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
