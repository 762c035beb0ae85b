/** What an ONNX file says of itself, without its weights. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly opsets: readonly OnnxOpset[];
  readonly producer: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** What a run must be given; a constant that an input may replace is not among them. */
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** In file order; those of subgraphs and of functions in the file are among them. */
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  /** Operators that the file itself defines. */
  readonly functions: readonly OperatorName[];
}

/** The operators of one domain, at one version; the standard domain is ''. */
export interface OnnxOpset {
  readonly domain: string;
  readonly version: number;
}

export interface OperatorName {
  readonly domain: string;
  readonly operator: string;
}

export interface GraphNode extends OperatorName {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Lists of classes or categories, by attribute, e.g. `classlabels_strings`. */
  readonly labels: ReadonlyMap<string, readonly Label[]>;
  /** Whether it belongs to the graph itself, not to a branch, a loop or a function. */
  readonly isTop: boolean;
}

/** An integer beyond 2^53 is kept as text. */
export type Label = string | number;

export interface GraphConstant {
  readonly name: string;
  /** Files that hold its values; none where the ONNX file does. */
  readonly externalFiles: readonly string[];
}

export interface GraphValue {
  readonly name: string;
  readonly type: GraphType;
}

/** A dimension that the file leaves open is undefined, or has a name; dims are undefined where any number of them will do. */
export type GraphType =
  | { readonly kind: 'tensor'; readonly elements: string; readonly dims: Dims | undefined }
  | { readonly kind: 'sequence' | 'map' | 'optional'; readonly of: GraphType }
  | { readonly kind: 'unknown' };

export type Dims = readonly (number | string | undefined)[];

/** `float32 [N, 2]`, `sequence of map to float32`; an open dimension is `?`. */
export function describeType(type: GraphType): string {
  switch (type.kind) {
    case 'tensor':
      return `${type.elements} ${describeDims(type.dims)}`;
    case 'sequence':
    case 'optional':
      return `${type.kind} of ${describeType(type.of)}`;
    case 'map':
      return `map to ${describeType(type.of)}`;
    case 'unknown':
      return 'of a type without a name';
  }
}

function describeDims(dims: Dims | undefined): string {
  return dims === undefined ? 'of any shape' : `[${dims.map((dim) => dim ?? '?').join(', ')}]`;
}
