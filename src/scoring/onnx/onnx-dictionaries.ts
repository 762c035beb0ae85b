import type { GraphNode, GraphValue, OnnxModel } from './onnx-model.ts';
import { writeNode } from './onnx-node-writer.ts';
import { type ByteRange, readFirstText } from './onnx-protobuf.ts';
import { replaceFields, writeMessage, writeText } from './onnx-protobuf-writer.ts';
import { elementTypes, writeTensorInfo } from './onnx-value-writer.ts';

/** An input of texts that is given as the different ones of them, and for each place the number of one. */
export interface DictionaryInput {
  /** Of the input as the file has it. */
  readonly name: string;
  /** Of the int32 tensor in its shape. */
  readonly codes: string;
  /** Of the texts, [K]. */
  readonly texts: string;
}

export interface DictionaryModel {
  /** The very bytes that were given where there is nothing to rewrite. */
  readonly bytes: Uint8Array;
  readonly dictionaries: readonly DictionaryInput[];
}

/** Where texts are put in their places: after an operator that only looks them up, or else at the input. */
interface Gathering {
  readonly dictionary: DictionaryInput;
  /** What is gathered, [K] or [K, ...]; its first axis becomes those of the codes. */
  readonly from: string;
  readonly to: string;
}

/** Operators that make of each text something of its own. */
const lookups: ReadonlySet<string> = new Set(['OneHotEncoder', 'LabelEncoder']);

/**
 * Makes the inputs of texts dictionary encoded: to hand a text to onnxruntime takes as long as a small model takes for a
 * record, and tables have few different ones. A Gather puts the texts, or what the graph looks up by them, in their places,
 * so that what comes of it stays as it is. An input of no certain shape, or of which names are taken, is left alone.
 */
export function encodeTextInputs(bytes: Uint8Array, model: OnnxModel): DictionaryModel {
  const inputs = model.inputs.filter((input) => canEncode(input, model));
  if (inputs.length === 0) return { bytes, dictionaries: [] };
  const dictionaries = inputs.map(({ name }) => toDictionary(name));
  const gatherings = dictionaries.flatMap((dictionary) => listGatherings(dictionary, model));
  const file: ByteRange = { start: 0, end: bytes.length };
  return {
    bytes: replaceFields(bytes, file, (field, graph) =>
      field === 7 ? writeMessage(7, rewriteGraph(bytes, graph, { inputs, gatherings })) : undefined,
    ),
    dictionaries,
  };
}

function toDictionary(name: string): DictionaryInput {
  return { name, codes: toCodesName(name), texts: toTextsName(name) };
}

const toCodesName = (name: string): string => `${name}/codes`;
const toTextsName = (name: string): string => `${name}/texts`;

function canEncode(input: GraphValue, model: OnnxModel): boolean {
  const { name, type } = input;
  if (type.kind !== 'tensor' || type.elements !== 'string' || type.dims === undefined) return false;
  // Gather is an operator of the standard domain.
  if (!model.opsets.some(({ domain }) => domain === '')) return false;
  const lookedUp = listLookups(name, model).map((node) => toTextsName(outputOf(node)));
  const wanted = new Set([toCodesName(name), toTextsName(name), ...lookedUp]);
  const taken = [
    ...[...model.inputs, ...model.constants].map((value) => value.name),
    ...model.nodes.flatMap(({ outputs }) => outputs),
  ];
  return !taken.some((other) => wanted.has(other));
}

function listLookups(name: string, { nodes }: OnnxModel): readonly GraphNode[] {
  return nodes.filter((node) => isLookup(node, name));
}

/** Whether a node looks up the texts of this input. */
export function isLookup({ isTop, domain, operator, inputs }: GraphNode, name: string): boolean {
  return isTop && domain === 'ai.onnx.ml' && lookups.has(operator) && inputs[0] === name;
}

const outputOf = ({ outputs: [output = ''] }: GraphNode): string => output;

function listGatherings(dictionary: DictionaryInput, model: OnnxModel): readonly Gathering[] {
  const { name, texts } = dictionary;
  const lookedUp = listLookups(name, model);
  const isElsewhere =
    model.outputs.some((output) => output.name === name) ||
    model.nodes.some((node) => node.inputs.includes(name) && !lookedUp.includes(node));
  return [
    ...(isElsewhere ? [{ dictionary, from: texts, to: name }] : []),
    ...lookedUp.map(outputOf).map((to) => ({ dictionary, from: toTextsName(to), to })),
  ];
}

interface Rewriting {
  readonly inputs: readonly GraphValue[];
  readonly gatherings: readonly Gathering[];
}

/** The fields of a GraphProto: nodes in 1, inputs in 11. A Gather comes after what it reads. */
function rewriteGraph(bytes: Uint8Array, graph: ByteRange, { inputs, gatherings }: Rewriting): Uint8Array {
  const isAtInput = ({ from, dictionary }: Gathering): boolean => from === dictionary.texts;
  const atInputs = gatherings.filter(isAtInput);
  const rewritten = replaceFields(bytes, graph, (field, content) => {
    if (field === 11) return replaceInput(readFirstText(bytes, content, 1), inputs);
    const output = field === 1 ? readFirstText(bytes, content, 2) : undefined;
    const gathering = gatherings.find(({ to }) => to === output);
    if (gathering === undefined || isAtInput(gathering)) return undefined;
    return Buffer.concat([writeMessage(1, replaceEnds(bytes, content, gathering)), writeGather(gathering)]);
  });
  return Buffer.concat([...atInputs.map(writeGather), rewritten]);
}

/** A lookup of the different texts: inputs of a NodeProto are in 1, outputs in 2. */
function replaceEnds(bytes: Uint8Array, node: ByteRange, { dictionary, from }: Gathering): Uint8Array {
  return replaceFields(bytes, node, (field) => {
    if (field === 1) return writeText(1, dictionary.texts);
    return field === 2 ? writeText(2, from) : undefined;
  });
}

function writeGather({ dictionary: { codes }, from, to }: Gathering): Uint8Array {
  return writeNode({ operator: 'Gather', name: `${to}/gather`, inputs: [from, codes], outputs: [to] });
}

function replaceInput(name: string | undefined, inputs: readonly GraphValue[]): Uint8Array | undefined {
  const input = inputs.find((candidate) => candidate.name === name);
  if (input?.type.kind !== 'tensor') return undefined;
  const { codes, texts } = toDictionary(input.name);
  return Buffer.concat([
    writeTensorInfo(11, { name: texts, elements: elementTypes.string, dims: [undefined] }),
    writeTensorInfo(11, { name: codes, elements: elementTypes.int32, dims: input.type.dims ?? [] }),
  ]);
}
