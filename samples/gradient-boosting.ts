import { type Tree, readTree } from './decision-tree.ts';
import { type Matrix, toBins } from './feature-bins.ts';
import { createRandom } from './seeded-random.ts';
import { growTree } from './tree-growing.ts';

export interface BoostingOptions {
  /** `logistic` for targets 0 and 1, `squared` for numbers. */
  readonly loss: 'logistic' | 'squared';
  readonly trees: number;
  readonly depth: number;
  readonly learningRate: number;
  readonly l2: number;
  readonly minHessian: number;
  readonly minSplitRows: number;
  /** Share of rows and of features that each tree sees. */
  readonly rowShare: number;
  readonly featureShare: number;
  readonly seed: number;
}

/** The answer is `base` plus what each tree says: a log-odds for the logistic loss. */
export interface BoostedTrees {
  readonly base: number;
  readonly trees: readonly Tree[];
}

/** Fits trees one after another, each to what the ones before it left over; the same seed gives the same trees. */
export function fitBoostedTrees(
  x: Matrix,
  targets: readonly number[],
  options: BoostingOptions,
): BoostedTrees {
  const random = createRandom(options.seed);
  const data = toBins(x);
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const base = options.loss === 'logistic' ? Math.log(mean / (1 - mean)) : mean;
  const answers = new Float64Array(x.rows).fill(base);
  const trees: Tree[] = [];
  for (let count = 0; count < options.trees; count++) {
    const rows = Int32Array.from(draw(x.rows, options.rowShare, random));
    const features = draw(x.columns, options.featureShare, random);
    const tree = growTree({
      ...options,
      ...toDerivatives(answers, targets, options.loss),
      data,
      rows,
      features,
    });
    trees.push(tree);
    answers.forEach((answer, row) => (answers[row] = answer + readTree(tree, x.values, row * x.columns)));
  }
  return { base, trees };
}

/** The answer for one row of `x`, before any link function. */
export function predictRaw({ base, trees }: BoostedTrees, x: Matrix, row: number): number {
  return trees.reduce((sum, tree) => sum + readTree(tree, x.values, row * x.columns), base);
}

export const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

function draw(count: number, share: number, random: () => number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(() => share >= 1 || random() < share);
}

function toDerivatives(answers: Float64Array, targets: readonly number[], loss: BoostingOptions['loss']) {
  const expected = loss === 'logistic' ? answers.map(sigmoid) : answers;
  return {
    gradients: expected.map((value, row) => value - (targets[row] ?? NaN)),
    hessians: expected.map((value) => (loss === 'logistic' ? value * (1 - value) : 1)),
  };
}
