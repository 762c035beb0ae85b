import type { FeedPlan, ScoringPlan } from '../model.ts';

/** What a tensor of one name may hold. */
export interface KnownInput {
  /** The columns whose values stand side by side in it; none where the model fills it in itself. */
  readonly names: readonly string[];
  /** Dimensions of one record. */
  readonly recordDims: readonly number[];
  /** Whether BYTES, an encoded image a record, will do as well. */
  readonly isImage: boolean;
}

/** What a model can be given as tensors. */
export interface KnownInputs {
  /** By names of inputs of the ONNX file. */
  readonly inputs: ReadonlyMap<string, KnownInput>;
  readonly columns: ReadonlyMap<string, KnownInput>;
  /** Where the columns of a name are among the plan's: a model may read one in two ways. */
  readonly slots: ReadonlyMap<string, readonly number[]>;
}

const known = new WeakMap<ScoringPlan, KnownInputs>();

/** Looks once through a plan, and remembers. */
export function toKnownInputs(plan: ScoringPlan): KnownInputs {
  const found = known.get(plan) ?? listInputs(plan);
  known.set(plan, found);
  return found;
}

function listInputs(plan: ScoringPlan): KnownInputs {
  const inputs = new Map(plan.feeds.map((feed) => [feed.input, toInput(feed, plan)]));
  const single = [...inputs.values()].filter(({ names }) => names.length === 1);
  const names = [...new Set(plan.columns.map(({ name }) => name))];
  const columns = names.map((name): [string, KnownInput] => [
    name,
    single.find((input) => input.names[0] === name) ?? { names: [name], recordDims: [], isImage: false },
  ]);
  return {
    inputs,
    columns: new Map(columns),
    slots: new Map(names.map((name) => [name, findSlots(plan, name)])),
  };
}

function toInput({ source, recordDims }: FeedPlan, plan: ScoringPlan): KnownInput {
  const columns =
    source.kind === 'constant' ? [] : source.columns.flatMap((index) => plan.columns[index] ?? []);
  return {
    names: columns.map(({ name }) => name),
    recordDims,
    isImage: columns.some(({ type }) => type === 'image'),
  };
}

function findSlots({ columns }: ScoringPlan, name: string): readonly number[] {
  return columns.flatMap((column, index) => (column.name === name ? [index] : []));
}
