export type TreeNode =
  | { readonly kind: 'leaf'; readonly value: number }
  | {
      readonly kind: 'split';
      readonly feature: number;
      /** Values not above it go left. */
      readonly threshold: number;
      readonly missingGoesLeft: boolean;
      /** Positions of the children in the tree. */
      readonly left: number;
      readonly right: number;
    };

/** Nodes of a tree; the first is the root. */
export type Tree = readonly TreeNode[];

/** Follows one row down to its leaf. `offset` is where the row starts in `values`. */
export function readTree(tree: Tree, values: Float32Array, offset: number): number {
  let node = tree[0];
  while (node?.kind === 'split')
    node = tree[goesLeft(node, values[offset + node.feature]) ? node.left : node.right];
  if (node === undefined) throw new RangeError('Cannot read the tree: a child is missing');
  return node.value;
}

function goesLeft(node: Extract<TreeNode, { kind: 'split' }>, value = NaN): boolean {
  return Number.isNaN(value) ? node.missingGoesLeft : value <= node.threshold;
}
