import { InferenceSession } from 'onnxruntime-node';
import type { Matrix } from '../feature-bins.ts';
import {
  type BoostedTrees,
  type BoostingOptions,
  fitBoostedTrees,
  predictRaw,
} from '../gradient-boosting.ts';
import { toOnnxModel } from '../onnx-writer.ts';
import { type SalesModel, toFeatureGraph } from './forecast-graph.ts';
import type { SalesSeries } from './sales.ts';
import { horizon } from './shape.ts';
import { type Origin, soldIn, toOrigins, toTensors } from './windows.ts';

export interface FitOptions {
  /** The first week that is known of a series when it is learned from. */
  readonly from: number;
  /** The last week that is learned from. */
  readonly until: number;
  /** The last of those weeks: trees that have not seen them show there how large errors are, and how often. */
  readonly heldOutWeeks: number;
  readonly pointTrees: number;
  readonly spreadTrees: number;
}

/** What there is to learn of: a row a series, week and step whose sales are known. */
interface Lessons {
  readonly x: Matrix;
  /** Logarithm of the sales above the level. */
  readonly targets: readonly number[];
  readonly weeks: readonly number[];
}

const boosting: Omit<BoostingOptions, 'trees' | 'depth' | 'seed'> = {
  loss: 'squared',
  learningRate: 0.1,
  l2: 5,
  minHessian: 40,
  minSplitRows: 100,
  rowShare: 0.4,
  featureShare: 0.6,
};
/** Errors are told apart down to this size. */
const leastError = 0.02;
/** Share of the weeks whose sales the band is to hold. */
const inBand = 0.8;

/**
 * Fits the point to all weeks. The band comes from weeks that were held out: in their first half it is learned when
 * errors are large, in the second how wide a band of that size must be to hold four of five.
 */
export async function fitSales(all: readonly SalesSeries[], options: FitOptions): Promise<SalesModel> {
  const brands = [...new Set(all.map(({ brand }) => brand))].sort();
  const lessons = await toLessons(all, brands, options);
  const border = options.until - options.heldOutWeeks;
  const middle = border + options.heldOutWeeks / 2;
  const trial = fitPoint(
    pick(lessons, (week) => week <= border),
    options,
  );
  const first = toErrors(
    trial,
    pick(lessons, (week) => week > border && week <= middle),
  );
  const spread = fitSpread(first, options);
  const second = toErrors(
    trial,
    pick(lessons, (week) => week > middle),
  );
  const scaled = second.errors.map(
    (error, row) => Math.abs(error) / Math.exp(predictRaw(spread, second.x, row)),
  );
  const bandWidth = quantile(scaled, inBand);
  return { brands, point: fitPoint(lessons, options), spread, bandWidth };
}

interface Errors {
  readonly x: Matrix;
  readonly errors: readonly number[];
}

function toErrors(trial: BoostedTrees, { x, targets }: Lessons): Errors {
  return { x, errors: targets.map((target, row) => target - predictRaw(trial, x, row)) };
}

function fitSpread({ x, errors }: Errors, { spreadTrees: trees }: FitOptions): BoostedTrees {
  const sizes = errors.map((error) => Math.log(Math.abs(error) + leastError));
  return fitBoostedTrees(x, sizes, { ...boosting, trees, depth: 4, seed: 2 });
}

function fitPoint({ x, targets }: Lessons, { pointTrees: trees }: FitOptions): BoostedTrees {
  return fitBoostedTrees(x, targets, { ...boosting, trees, depth: 6, seed: 1 });
}

/** The features are computed by the graph that ships, so that there is one definition of them. */
async function toLessons(
  all: readonly SalesSeries[],
  brands: readonly string[],
  { from, until }: FitOptions,
): Promise<Lessons> {
  const session = await InferenceSession.create(toOnnxModel(toFeatureGraph(brands)));
  const origins = toOrigins(all, from, until - 1);
  const { features, level } = await session.run(toTensors(origins));
  if (!(features?.data instanceof Float32Array) || !(level?.data instanceof Float32Array))
    throw new TypeError('Cannot train: the features are no float32 tensors');
  const columns = features.dims[1] ?? 0;
  const targets = toSteps(origins, ({ series, week }, step, index) =>
    week + step > until ? NaN : Math.log(soldIn(series, week + step)) - (level.data[index] as number),
  );
  const weeks = toSteps(origins, ({ week }, step) => week + step);
  const lessons = { x: { rows: targets.length, columns, values: features.data }, targets, weeks };
  return pick(lessons, (_, target) => Number.isFinite(target));
}

function toSteps(
  origins: readonly Origin[],
  read: (origin: Origin, step: number, index: number) => number,
): number[] {
  return origins.flatMap((origin, index) =>
    Array.from({ length: horizon }, (_, k) => read(origin, k + 1, index)),
  );
}

function pick({ x, targets, weeks }: Lessons, isWanted: (week: number, target: number) => boolean): Lessons {
  const rows = targets.flatMap((target, row) => (isWanted(weeks[row] ?? NaN, target) ? [row] : []));
  const values = new Float32Array(rows.length * x.columns);
  rows.forEach((row, k) => {
    values.set(x.values.subarray(row * x.columns, (row + 1) * x.columns), k * x.columns);
  });
  return {
    x: { rows: rows.length, columns: x.columns, values },
    targets: rows.map((row) => targets[row] ?? NaN),
    weeks: rows.map((row) => weeks[row] ?? NaN),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
