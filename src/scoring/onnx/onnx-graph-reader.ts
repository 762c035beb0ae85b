import { readConstant, readSparseConstant } from './onnx-constant-reader.ts';
import { isLabelAttribute, readLabels } from './onnx-label-reader.ts';
import type { GraphConstant, GraphNode, GraphValue, Label } from './onnx-model.ts';
import { type ByteRange, scanFields, toText } from './onnx-protobuf.ts';
import { assertDepth, type OnnxSource } from './onnx-source.ts';
import { readGraphValue } from './onnx-type-reader.ts';

/** Where what is found in graphs is put, those within graphs included. */
export interface GraphSink {
  readonly nodes: GraphNode[];
  readonly constants: GraphConstant[];
}

export interface GraphEnds {
  /** Those that no constant fills: files up to IR version 3 list constants as inputs too. */
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** Reads a GraphProto into a sink and gives its inputs and outputs; a depth of 0 is the graph itself. */
export function readGraph(source: OnnxSource, range: ByteRange, sink: GraphSink, depth: number): GraphEnds {
  assertDepth(depth);
  const inputs: GraphValue[] = [];
  const outputs: GraphValue[] = [];
  const constants: GraphConstant[] = [];
  scanFields(source.bytes, range, {
    onBytes: (field, content) => {
      if (field === 1) readNode(source, content, sink, depth);
      if (field === 5) constants.push(readConstant(source, content));
      if (field === 11) inputs.push(readGraphValue(source, content));
      if (field === 12) outputs.push(readGraphValue(source, content));
      if (field === 15) sink.constants.push(...readSparseConstant(source, content));
    },
  });
  for (const constant of constants) sink.constants.push(constant);
  const names = new Set(constants.map(({ name }) => name));
  return { inputs: inputs.filter(({ name }) => !names.has(name)), outputs };
}

/** Reads a NodeProto into a sink. */
export function readNode(source: OnnxSource, range: ByteRange, sink: GraphSink, depth: number): void {
  source.countItem();
  const { bytes } = source;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const labels: (readonly [string, readonly Label[]])[] = [];
  let name = '';
  let operator = '';
  let domain = '';
  scanFields(bytes, range, {
    onBytes: (field, content) => {
      if (field === 1 || field === 2) {
        source.countItem();
        (field === 1 ? inputs : outputs).push(toText(bytes, content));
      }
      if (field === 3) name = toText(bytes, content);
      if (field === 4) operator = toText(bytes, content);
      if (field === 5) labels.push(...readAttribute(source, content, sink, depth));
      if (field === 7) domain = toText(bytes, content);
    },
  });
  sink.nodes.push({
    name,
    operator,
    domain: domain === 'ai.onnx' ? '' : domain,
    inputs,
    outputs,
    labels: labels.length === 0 ? noLabels : new Map(labels),
    isTop: depth === 0,
  });
}

const noLabels: GraphNode['labels'] = new Map();

/** Reads an AttributeProto as far as it holds graphs, tensors or labels; the labels are given back with its name. */
function readAttribute(
  source: OnnxSource,
  range: ByteRange,
  sink: GraphSink,
  depth: number,
): readonly (readonly [string, readonly Label[]])[] {
  let name = '';
  scanFields(source.bytes, range, {
    onBytes: (field, content) => {
      if (field === 1) name = toText(source.bytes, content);
      if (field === 5 || field === 10) sink.constants.push(readConstant(source, content));
      if (field === 6 || field === 11) readGraph(source, content, sink, depth + 1);
      if (field === 22 || field === 23) sink.constants.push(...readSparseConstant(source, content));
    },
  });
  return isLabelAttribute(name) ? [[name, readLabels(source, range)]] : [];
}
