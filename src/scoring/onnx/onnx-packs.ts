import type { GraphValue, OnnxModel } from './onnx-model.ts';
import { type ByteRange, readFirstText } from './onnx-protobuf.ts';
import { writeNode } from './onnx-node-writer.ts';
import { replaceFields, writeMessage } from './onnx-protobuf-writer.ts';
import { elementTypes, writeTensorInfo } from './onnx-value-writer.ts';

/** Inputs of one value a record that are given as one tensor, [N, members]. */
export interface PackedInput {
  readonly name: string;
  readonly type: PackedType;
  /** Names of the inputs as the file has them, each [N, 1]. */
  readonly members: readonly string[];
}

export interface PackedModel {
  /** The very bytes that were given where there is nothing to rewrite. */
  readonly bytes: Uint8Array;
  readonly packs: readonly PackedInput[];
}

const packedTypes = ['float32', 'string'] as const;
type PackedType = (typeof packedTypes)[number];

/** From this opset of the standard domain on Split is told into how many parts. */
const splitCountOpset = 18;

/**
 * Makes one input of the inputs of one type that have a value a record, and splits it in the graph: to hand a tensor to
 * onnxruntime takes 2 microseconds, so that of a run of one record of nineteen columns it is two fifths. What the graph
 * computes stays as it is. Inputs of other shapes, or where a name is taken, are left alone.
 */
export function packInputs(bytes: Uint8Array, model: OnnxModel): PackedModel {
  const opset = model.opsets.find(({ domain }) => domain === '')?.version;
  const packs = opset === undefined ? [] : packedTypes.flatMap((type) => findPack(type, model));
  if (opset === undefined || packs.length === 0) return { bytes, packs: [] };
  const splits = packs.map((pack) => writeSplit(pack, opset));
  const file: ByteRange = { start: 0, end: bytes.length };
  return {
    bytes: replaceFields(bytes, file, (field, graph) =>
      field === 7 ? writeMessage(7, ...splits, replaceInputs(bytes, graph, { packs, model })) : undefined,
    ),
    packs,
  };
}

function findPack(type: PackedType, { inputs, nodes, constants }: OnnxModel): readonly PackedInput[] {
  const members = inputs.filter((input) => isMember(input, type)).map(({ name }) => name);
  const name = `${members[0]}/packed`;
  const taken = [...inputs, ...constants].map((value) => value.name);
  const isTaken = taken.includes(name) || nodes.some(({ outputs }) => outputs.includes(name));
  return members.length < 2 || isTaken ? [] : [{ name, type, members }];
}

function isMember({ type }: GraphValue, elements: PackedType): boolean {
  if (type.kind !== 'tensor' || type.elements !== elements) return false;
  const [records, values, ...others] = type.dims ?? [];
  return typeof records !== 'number' && values === 1 && others.length === 0;
}

function writeSplit({ name, members }: PackedInput, opset: number): Uint8Array {
  const count = opset < splitCountOpset ? {} : { num_outputs: members.length };
  return writeNode({
    operator: 'Split',
    name: `${name}/split`,
    inputs: [name],
    outputs: members,
    integers: { axis: 1, ...count },
  });
}

interface Replacing {
  readonly packs: readonly PackedInput[];
  readonly model: OnnxModel;
}

/** The inputs of a GraphProto are in 11: where the first of a pack was, the pack is. */
function replaceInputs(bytes: Uint8Array, graph: ByteRange, { packs, model }: Replacing): Uint8Array {
  return replaceFields(bytes, graph, (field, content) => {
    const name = field === 11 ? readFirstText(bytes, content, 1) : undefined;
    const pack = packs.find(({ members }) => name !== undefined && members.includes(name));
    if (pack === undefined) return undefined;
    return name === pack.members[0] ? writePack(pack, model) : new Uint8Array();
  });
}

function writePack({ name, type, members }: PackedInput, { inputs }: OnnxModel): Uint8Array {
  const first = inputs.find((input) => input.name === members[0]);
  const records = first?.type.kind === 'tensor' ? first.type.dims?.[0] : undefined;
  return writeTensorInfo(11, { name, elements: elementTypes[type], dims: [records, members.length] });
}
