import type { FeedPlan, Model } from './model.ts';
import type { InputTensor } from './tensor-data.ts';
import { toInputError } from './tensor-error.ts';
import { toShownShape } from './tensor-shape.ts';

/** What an input tensor is for: the key of the records, or values of columns, so many of them side by side a record. */
export type TensorTarget =
  | { readonly kind: 'key' }
  /** Each column by its name, for a model may read one in two ways. */
  | { readonly kind: 'columns'; readonly names: readonly string[] };

type TargetModel = Pick<Model, 'name' | 'plan'>;

/**
 * Finds what a tensor is for: an input of the ONNX file, a column that the model reads, or the key.
 * Throws InvalidRequest where there is no such input, or its shape does not fit.
 */
export function findTarget(tensor: InputTensor, model: TargetModel): TensorTarget {
  const { name } = tensor;
  const { plan } = model;
  const feed = plan.feeds.find(({ input }) => input === name);
  if (feed?.source.kind === 'constant')
    throw toInputError(name, `it is a constant of model ${JSON.stringify(model.name)}`);
  const isColumn = plan.columns.some((column) => column.name === name);
  if (feed !== undefined && !(isColumn && isWoven(feed) && holdsOneValue(tensor)))
    return toInputTarget(tensor, feed, model);
  if (isColumn) {
    assertShape(tensor, toColumnDims(tensor, name, model));
    return { kind: 'columns', names: [name] };
  }
  if (name !== plan.key) throw toUnknown(name, model);
  assertShape(tensor, []);
  return { kind: 'key' };
}

function toInputTarget(tensor: InputTensor, feed: FeedPlan, model: TargetModel): TensorTarget {
  const names = toColumnNames(feed, model);
  const [column] = names;
  const isOne = column !== undefined && names.length === 1;
  assertShape(tensor, isOne ? toColumnDims(tensor, column, model) : feed.recordDims);
  return { kind: 'columns', names };
}

function toColumnNames({ source }: FeedPlan, { plan }: TargetModel): readonly string[] {
  const indexes = source.kind === 'constant' ? [] : source.columns;
  return indexes.flatMap((index) => plan.columns[index]?.name ?? []);
}

const isWoven = ({ source }: FeedPlan): boolean => source.kind !== 'constant' && source.columns.length > 1;

const holdsOneValue = ({ shape }: InputTensor): boolean => shape.slice(1).every((dim) => dim === 1);

/** An image comes encoded, as one value, or as the numbers that the ONNX file wants. */
function toColumnDims(tensor: InputTensor, column: string, model: TargetModel): readonly number[] {
  const isImage = model.plan.columns.some(({ name, type }) => name === column && type === 'image');
  if (isImage && tensor.datatype === 'BYTES') return [];
  const feed = model.plan.feeds.find(
    (candidate) => !isWoven(candidate) && toColumnNames(candidate, model).includes(column),
  );
  return feed?.recordDims ?? [];
}

function assertShape(tensor: InputTensor, recordDims: readonly number[]): void {
  const { name, shape } = tensor;
  const isSingle = recordDims.every((dim) => dim === 1);
  const fits = isSingle
    ? shape.length <= Math.max(2, recordDims.length + 1) && holdsOneValue(tensor)
    : String(shape.slice(1)) === String(recordDims);
  if (fits) return;
  const expected = isSingle ? '[N] or [N, 1]' : toShownShape(['N', ...recordDims]);
  throw toInputError(name, `its shape is ${toShownShape(shape)}, expected ${expected}`, {
    expected,
    got: shape,
  });
}

function toUnknown(name: string, { name: model, plan }: TargetModel) {
  const inputs = plan.feeds.flatMap(({ input, source }) => (source.kind === 'constant' ? [] : [input]));
  const columns = plan.columns.map((column) => column.name);
  const known = [...new Set([...inputs, ...columns])].map((each) => JSON.stringify(each)).join(', ');
  return toInputError(name, `model ${JSON.stringify(model)} has no such input: it takes ${known}`);
}
