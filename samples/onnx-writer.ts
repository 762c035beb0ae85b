import {
  bytesField,
  floatField,
  intField,
  messageField,
  packedFloatsField,
  packedIntsField,
  textField,
  toLittleEndian,
} from './protobuf-writer.ts';

/** The tensor types that are written, with their number in TensorProto.DataType. */
const elementTypes = { float: 1, uint8: 2, int32: 6, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** A constant of the graph, row-major. */
export type OnnxTensor = { readonly name?: string; readonly dims: readonly number[] } & (
  | { readonly type: 'string'; readonly values: readonly string[] }
  | { readonly type: Exclude<ElementType, 'string'>; readonly values: readonly number[] }
);

/** An input or output of the graph; a named dimension is free. */
export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
}

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: OnnxTensor }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** `ai.onnx.ml` for the operators of classic machine learning. */
  readonly domain?: 'ai.onnx.ml';
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants?: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxModelOptions {
  /** Version of the model itself, 1 where not given. */
  readonly version?: number;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Of the standard domain, 17 where not given. */
  readonly opset?: number;
}

const irVersion = 8;

/** Writes an ONNX file: IR version 8, ai.onnx.ml 3; field numbers are those of onnx.proto. */
export function toOnnxModel(graph: OnnxGraph, options: OnnxModelOptions = {}): Uint8Array {
  const { version = 1, description, metadata = {}, opset = 17 } = options;
  const opsets = { '': opset, 'ai.onnx.ml': 3 };
  return Buffer.concat([
    intField(1, irVersion),
    textField(2, 'onscore'),
    intField(5, version),
    ...(description === undefined ? [] : [textField(6, description)]),
    messageField(7, graphFields(graph)),
    ...Object.entries(opsets).map(([domain, number]) =>
      messageField(8, [textField(1, domain), intField(2, number)]),
    ),
    ...Object.entries(metadata).map(([key, value]) =>
      messageField(14, [textField(1, key), textField(2, value)]),
    ),
  ]);
}

function graphFields({ name, nodes, constants = [], inputs, outputs }: OnnxGraph): Uint8Array[] {
  return [
    ...nodes.map((node) => messageField(1, nodeFields(node))),
    textField(2, name),
    ...constants.map((constant) => messageField(5, tensorFields(constant))),
    ...inputs.map((value) => messageField(11, valueFields(value))),
    ...outputs.map((value) => messageField(12, valueFields(value))),
  ];
}

function nodeFields({ operator, inputs, outputs, attributes = {}, domain }: OnnxNode): Uint8Array[] {
  return [
    ...inputs.map((input) => textField(1, input)),
    ...outputs.map((output) => textField(2, output)),
    textField(3, `${operator}:${outputs.join(',')}`),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      messageField(5, [textField(1, name), ...attributeFields(value)]),
    ),
    ...(domain === undefined ? [] : [textField(7, domain)]),
  ];
}

/** The value of an attribute and, in field 20, its AttributeType. */
function attributeFields(attribute: OnnxAttribute): Uint8Array[] {
  if ('float' in attribute) return [floatField(2, attribute.float), intField(20, 1)];
  if ('int' in attribute) return [intField(3, attribute.int), intField(20, 2)];
  if ('string' in attribute) return [textField(4, attribute.string), intField(20, 3)];
  if ('tensor' in attribute) return [messageField(5, tensorFields(attribute.tensor)), intField(20, 4)];
  if ('graph' in attribute) return [messageField(6, graphFields(attribute.graph)), intField(20, 5)];
  if ('floats' in attribute) return [packedFloatsField(7, attribute.floats), intField(20, 6)];
  if ('ints' in attribute) return [packedIntsField(8, attribute.ints), intField(20, 7)];
  return [...attribute.strings.map((text) => textField(9, text)), intField(20, 8)];
}

function tensorFields(tensor: OnnxTensor): Uint8Array[] {
  return [
    packedIntsField(1, tensor.dims),
    intField(2, elementTypes[tensor.type]),
    ...(tensor.type === 'string'
      ? tensor.values.map((text) => textField(6, text))
      : [bytesField(9, toLittleEndian(toTypedArray(tensor)))]),
    ...(tensor.name === undefined ? [] : [textField(8, tensor.name)]),
  ];
}

function toTypedArray({ type, values }: Exclude<OnnxTensor, { type: 'string' }>): ArrayBufferView {
  switch (type) {
    case 'float':
      return Float32Array.from(values);
    case 'double':
      return Float64Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values, BigInt);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
  }
}

function valueFields({ name, type, dims }: OnnxValue): Uint8Array[] {
  const shape = dims.map((dim) =>
    messageField(1, [typeof dim === 'number' ? intField(1, dim) : textField(2, dim)]),
  );
  const tensorType = [intField(1, elementTypes[type]), messageField(2, shape)];
  return [textField(1, name), messageField(2, [messageField(1, tensorType)])];
}
