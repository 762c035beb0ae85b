import { createGraphBuilder, type GraphBuilder } from '../graph-builder.ts';
import type { OnnxGraph } from '../onnx-writer.ts';
import { type Growth, horizon, lags } from './growth.ts';

/** Values that the graph looks at. */
export const windowLength = lags + 1;

/** Standard deviations on either side within which four of five errors lie, if they are normal. */
const bandWidth = 1.2816;

/**
 * The graph: the name of each series [N, 1] and its last values [N, L] -> the next four with a band, each [N, 4].
 * A series that it does not know stays as it is, in the widest band.
 */
export function toQuarterlyGraph(growths: readonly Growth[]): OnnxGraph {
  const builder = createGraphBuilder();
  const { apply } = builder;
  const code = addCode(builder, growths);
  const { last, rates } = addRates(
    builder,
    addChoice(builder, code, [...growths.map(({ mean }) => [mean]), [0]]),
  );
  const weights = addChoice(builder, code, [
    ...growths.map((one) => one.weights),
    new Array<number>(lags).fill(0),
  ]);
  const intercept = addChoice(builder, code, [...growths.map((one) => [one.intercept]), [0]]);
  const widths = growths.map(({ deviations }) => deviations.map((deviation) => bandWidth * deviation));
  const widest = Array.from({ length: horizon }, (_, step) =>
    Math.max(...widths.map((one) => one[step] ?? NaN)),
  );
  const band = addChoice(builder, code, [...widths, widest]);
  const middle = apply('Add', [apply('Log', [last]), addPath(builder, { rates, weights, intercept })]);
  builder.name(apply('Exp', [middle]), 'forecast');
  builder.name(apply('Exp', [apply('Sub', [middle, band])]), 'lower');
  builder.name(apply('Exp', [apply('Add', [middle, band])]), 'upper');
  return {
    name: 'quarterly',
    inputs: [
      { name: 'series', type: 'string', dims: ['N', 1] },
      { name: 'history', type: 'float', dims: ['N', windowLength] },
    ],
    outputs: ['forecast', 'lower', 'upper'].map((name) => ({ name, type: 'float', dims: ['N', horizon] })),
    nodes: builder.nodes,
    constants: builder.constants,
  };
}

/** Which series each is, [N]; the number after the last where it is none of them. */
function addCode({ apply, ints }: GraphBuilder, growths: readonly Growth[]): string {
  const codes = apply(
    'LabelEncoder',
    ['series'],
    {
      keys_strings: { strings: growths.map(({ series }) => series) },
      values_int64s: { ints: growths.map((_, code) => code) },
      default_int64: { int: growths.length },
    },
    'ai.onnx.ml',
  );
  return apply('Squeeze', [codes, ints([1])]);
}

/** The row of a table that each series has by its code. */
function addChoice(
  { apply, floats }: GraphBuilder,
  code: string,
  table: readonly (readonly number[])[],
): string {
  return apply('Gather', [floats(table.flat(), [table.length, table[0]?.length ?? 0]), code]);
}

/** The last value [N, 1], and the growth rates [N, lags]: the mean where a value is missing. */
function addRates({ apply, ints }: GraphBuilder, mean: string) {
  const slice = (from: number, to: number) =>
    apply('Slice', ['history', ints([from]), ints([to]), ints([1])]);
  const rates = apply('Sub', [apply('Log', [slice(1, windowLength)]), apply('Log', [slice(0, lags)])]);
  return { last: slice(lags, windowLength), rates: apply('Where', [apply('IsNaN', [rates]), mean, rates]) };
}

/** Growth from the last value to each step, [N, 4]: each step's rate follows from those before it. */
function addPath(
  { apply, ints }: GraphBuilder,
  { rates, weights, intercept }: { rates: string; weights: string; intercept: string },
): string {
  const path: string[] = [];
  let recent = rates;
  for (let step = 0; step < horizon; step++) {
    const sum = apply('ReduceSum', [apply('Mul', [recent, weights]), ints([1])]);
    const rate = apply('Add', [sum, intercept]);
    const before = path.at(-1);
    path.push(before === undefined ? rate : apply('Add', [before, rate]));
    const kept = apply('Slice', [recent, ints([1]), ints([lags]), ints([1])]);
    recent = apply('Concat', [kept, rate], { axis: { int: 1 } });
  }
  return apply('Concat', path, { axis: { int: 1 } });
}
