import type { OnnxAttribute, OnnxNode, OnnxTensor } from './onnx-writer.ts';

export interface GraphBuilder {
  /** Adds a node of one output and tells the output's name. */
  readonly apply: (
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: OnnxNode['domain'],
  ) => string;
  /** Adds a constant of numbers; a scalar where no dimensions are given. */
  readonly floats: (values: readonly number[], dims?: readonly number[]) => string;
  /** Adds a constant vector of whole numbers, as shapes, axes and places are given. */
  readonly ints: (values: readonly number[]) => string;
  /** Gives a value a name of its own, that of an output. */
  readonly name: (value: string, name: string) => void;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
}

/** Collects the nodes of a graph so that formulas can be written as calls; names are numbered in order. */
export function createGraphBuilder(): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const add = (constant: OnnxTensor): string => {
    const name = `constant_${constants.length + 1}`;
    constants.push({ ...constant, name });
    return name;
  };
  return {
    nodes,
    constants,
    apply: (operator, inputs, attributes = {}, domain) => {
      const output = `${operator.toLowerCase()}_${nodes.length + 1}`;
      nodes.push({ operator, inputs, outputs: [output], attributes, ...(domain && { domain }) });
      return output;
    },
    floats: (values, dims = []) => add({ type: 'float', dims, values }),
    ints: (values) => add({ type: 'int64', dims: [values.length], values }),
    name: (value, name) => {
      nodes.push({ operator: 'Identity', inputs: [value], outputs: [name] });
    },
  };
}
