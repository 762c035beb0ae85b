import type { GraphValue, OnnxModel } from './onnx-model.ts';
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

/**
 * Makes the inputs of texts dictionary encoded: to hand a text to onnxruntime takes as long as a small model takes for a
 * record, and tables have few different ones. A Gather per input puts the texts in their places, so that the rest of the
 * graph, and what comes of it, stays as it is. An input of no certain shape, or of which names are taken, is left alone.
 */
export function encodeTextInputs(bytes: Uint8Array, model: OnnxModel): DictionaryModel {
  const inputs = model.inputs.filter((input) => canEncode(input, model));
  if (inputs.length === 0) return { bytes, dictionaries: [] };
  const dictionaries = inputs.map(({ name }) => toDictionary(name));
  const file: ByteRange = { start: 0, end: bytes.length };
  return {
    bytes: replaceFields(bytes, file, (field, graph) =>
      field === 7
        ? writeMessage(7, ...dictionaries.map(writeGather), replaceInputs(bytes, graph, inputs))
        : undefined,
    ),
    dictionaries,
  };
}

function toDictionary(name: string): DictionaryInput {
  return { name, codes: `${name}/codes`, texts: `${name}/texts` };
}

function canEncode({ name, type }: GraphValue, { opsets, inputs, nodes, constants }: OnnxModel): boolean {
  if (type.kind !== 'tensor' || type.elements !== 'string' || type.dims === undefined) return false;
  // Gather is an operator of the standard domain.
  if (!opsets.some(({ domain }) => domain === '')) return false;
  const { codes, texts } = toDictionary(name);
  const isTaken = (other: string) => other === codes || other === texts;
  return (
    ![...inputs, ...constants].some((value) => isTaken(value.name)) &&
    !nodes.some((node) => node.outputs.some(isTaken))
  );
}

/** A NodeProto: inputs in 1, outputs in 2, a name in 3, the operator in 4. */
function writeGather({ name, codes, texts }: DictionaryInput): Uint8Array {
  return writeMessage(
    1,
    ...[writeText(1, texts), writeText(1, codes), writeText(2, name)],
    ...[writeText(3, `${name}/gather`), writeText(4, 'Gather')],
  );
}

/** The inputs of a GraphProto are in 11. */
function replaceInputs(bytes: Uint8Array, graph: ByteRange, inputs: readonly GraphValue[]): Uint8Array {
  return replaceFields(bytes, graph, (field, content) => {
    const name = field === 11 ? readFirstText(bytes, content, 1) : undefined;
    const input = inputs.find((candidate) => candidate.name === name);
    if (input?.type.kind !== 'tensor') return undefined;
    const { codes, texts } = toDictionary(input.name);
    return Buffer.concat([
      writeTensorInfo(11, { name: texts, elements: elementTypes.string, dims: [undefined] }),
      writeTensorInfo(11, { name: codes, elements: elementTypes.int32, dims: input.type.dims ?? [] }),
    ]);
  });
}
