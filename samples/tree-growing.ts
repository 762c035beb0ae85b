import type { Tree, TreeNode } from './decision-tree.ts';
import { type BinnedMatrix, missingBin } from './feature-bins.ts';

/** What a tree is grown from: rows and features drawn for it, and the loss's first and second derivative of each row. */
export interface Growth {
  readonly data: BinnedMatrix;
  readonly rows: Int32Array;
  readonly features: readonly number[];
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly depth: number;
  readonly learningRate: number;
  /** Pulls leaf values to zero. */
  readonly l2: number;
  /** Least sum of second derivatives on a side of a split. */
  readonly minHessian: number;
  /** Nodes with fewer rows are leaves. */
  readonly minSplitRows: number;
}

interface Split {
  readonly feature: number;
  /** Last bin that goes left. */
  readonly bin: number;
  readonly missingGoesLeft: boolean;
  readonly gain: number;
}

interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

const minGain = 1e-6;

/** Grows a regression tree on the derivatives of a loss, the best split first at each node (second-order gain, as in XGBoost). */
export function growTree(growth: Growth): Tree {
  const nodes: TreeNode[] = [];
  addNode(growth, { nodes, rows: growth.rows, depth: 0 });
  return nodes;
}

interface Position {
  readonly nodes: TreeNode[];
  readonly rows: Int32Array;
  readonly depth: number;
}

function addNode(growth: Growth, { nodes, rows, depth }: Position): number {
  const total = sumOf(growth, rows);
  const leaf: TreeNode = {
    kind: 'leaf',
    value: (-total.gradient / (total.hessian + growth.l2)) * growth.learningRate,
  };
  const id = nodes.push(leaf) - 1;
  if (depth >= growth.depth || rows.length < growth.minSplitRows) return id;
  const split = findBestSplit(growth, rows, total);
  if (split === undefined) return id;
  const isLeft = (row: number): boolean => {
    const bin = growth.data.bins[row * growth.data.features + split.feature];
    return bin === missingBin ? split.missingGoesLeft : (bin ?? missingBin) <= split.bin;
  };
  const left = addNode(growth, { nodes, rows: rows.filter(isLeft), depth: depth + 1 });
  const right = addNode(growth, { nodes, rows: rows.filter((row) => !isLeft(row)), depth: depth + 1 });
  const { feature, missingGoesLeft } = split;
  const threshold = growth.data.bounds[feature]?.[split.bin] ?? NaN;
  nodes[id] = { kind: 'split', feature, threshold, missingGoesLeft, left, right };
  return id;
}

function sumOf({ gradients, hessians }: Growth, rows: Int32Array): Sums {
  let gradient = 0;
  let hessian = 0;
  for (const row of rows) {
    gradient += gradients[row] ?? 0;
    hessian += hessians[row] ?? 0;
  }
  return { gradient, hessian };
}

function findBestSplit(growth: Growth, rows: Int32Array, total: Sums): Split | undefined {
  let best: Split | undefined;
  for (const feature of growth.features) {
    const histogram = toHistogram(growth, rows, feature);
    const ways = (histogram.hessians[missingBin] ?? 0) > 0 ? [true, false] : [true];
    for (const missingGoesLeft of ways) {
      const split = scanBins(growth, { feature, histogram, total, missingGoesLeft });
      if (split !== undefined && split.gain > (best?.gain ?? minGain)) best = split;
    }
  }
  return best;
}

interface Histogram {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

function toHistogram({ data, gradients, hessians }: Growth, rows: Int32Array, feature: number): Histogram {
  const sums = { gradients: new Float64Array(missingBin + 1), hessians: new Float64Array(missingBin + 1) };
  for (const row of rows) {
    const bin = data.bins[row * data.features + feature] ?? missingBin;
    sums.gradients[bin] = (sums.gradients[bin] ?? 0) + (gradients[row] ?? 0);
    sums.hessians[bin] = (sums.hessians[bin] ?? 0) + (hessians[row] ?? 0);
  }
  return sums;
}

interface Scan {
  readonly feature: number;
  readonly histogram: Histogram;
  readonly total: Sums;
  readonly missingGoesLeft: boolean;
}

function scanBins(growth: Growth, { feature, histogram, total, missingGoesLeft }: Scan): Split | undefined {
  let best: Split | undefined;
  let gradient = missingGoesLeft ? (histogram.gradients[missingBin] ?? 0) : 0;
  let hessian = missingGoesLeft ? (histogram.hessians[missingBin] ?? 0) : 0;
  const bins = growth.data.bounds[feature]?.length ?? 0;
  for (let bin = 0; bin < bins; bin++) {
    gradient += histogram.gradients[bin] ?? 0;
    hessian += histogram.hessians[bin] ?? 0;
    const right = { gradient: total.gradient - gradient, hessian: total.hessian - hessian };
    if (hessian < growth.minHessian || right.hessian < growth.minHessian) continue;
    const gain = weigh({ gradient, hessian }, growth) + weigh(right, growth) - weigh(total, growth);
    if (gain > (best?.gain ?? minGain)) best = { feature, bin, missingGoesLeft, gain };
  }
  return best;
}

/** How much a leaf with these sums lowers the loss, doubled. */
const weigh = ({ gradient, hessian }: Sums, { l2 }: Growth): number => (gradient * gradient) / (hessian + l2);
