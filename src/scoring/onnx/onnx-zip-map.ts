import { toInvalidOnnx } from './onnx-error.ts';
import type { GraphNode, Label, OnnxModel } from './onnx-model.ts';
import { type ByteRange, readFirstText } from './onnx-protobuf.ts';
import { replaceFields, writeMessage, writeText } from './onnx-protobuf-writer.ts';
import { readOnnxModel } from './onnx-reader.ts';
import { elementTypes, writeTensorInfo } from './onnx-value-writer.ts';

export interface RewrittenModel {
  /** The very bytes that were given where there is nothing to rewrite. */
  readonly bytes: Uint8Array;
  /** The classes of each output that was rewritten, in the order of its components. */
  readonly labels: Readonly<Record<string, readonly Label[]>>;
}

/** An output that is to be a float32 tensor [N, classes] instead of a sequence of maps. */
interface ZipMapOutput {
  readonly name: string;
  readonly labels: readonly Label[];
  readonly batch: number | string | undefined;
}

/**
 * Makes every ZipMap that gives an output of the model an Identity, for onnxruntime-node reads no sequence of maps:
 * the output is then a float32 tensor [N, classes]. All other bytes stay as they are.
 * Throws InvalidModel where the bytes are not an ONNX file or a ZipMap cannot be taken out.
 * `model` is what was read of these bytes, where that is known.
 */
export function rewriteZipMap(bytes: Uint8Array, model = readOnnxModel(bytes)): RewrittenModel {
  const outputs = findZipMapOutputs(model);
  if (outputs.length === 0) return { bytes, labels: {} };
  const file: ByteRange = { start: 0, end: bytes.length };
  return {
    bytes: replaceFields(bytes, file, (field, graph) =>
      field === 7 ? writeMessage(7, rewriteGraph(bytes, graph, outputs)) : undefined,
    ),
    labels: Object.fromEntries(outputs.map(({ name, labels }) => [name, labels])),
  };
}

export const isZipMap = ({ domain, operator, isTop }: GraphNode): boolean =>
  isTop && domain === 'ai.onnx.ml' && operator === 'ZipMap';

function findZipMapOutputs(model: OnnxModel): readonly ZipMapOutput[] {
  const type = model.inputs[0]?.type;
  const batch = type?.kind === 'tensor' ? type.dims?.[0] : undefined;
  return model.nodes.filter(isZipMap).map((node) => {
    const [name = ''] = node.outputs;
    const reader = model.nodes.find(({ inputs }) => inputs.includes(name));
    if (reader !== undefined) {
      throw toInvalidOnnx(`ZipMap output "${name}" is read by a ${reader.operator}, so it has to stay`);
    }
    return { name, labels: findLabels(node), batch };
  });
}

function findLabels({ outputs, labels }: GraphNode): readonly Label[] {
  const found = [labels.get('classlabels_strings'), labels.get('classlabels_int64s')].find(
    (list) => list !== undefined && list.length > 0,
  );
  if (found === undefined) throw toInvalidOnnx(`ZipMap output "${outputs[0] ?? ''}" has no class labels`);
  return found;
}

/** The fields of a GraphProto: nodes in 1, outputs in 12, what is known of inner values in 13. */
function rewriteGraph(bytes: Uint8Array, graph: ByteRange, outputs: readonly ZipMapOutput[]): Uint8Array {
  const find = (content: ByteRange, field: number): ZipMapOutput | undefined => {
    const name = readFirstText(bytes, content, field);
    return outputs.find((output) => output.name === name);
  };
  return replaceFields(bytes, graph, (field, content) => {
    if (field === 1 && find(content, 2) !== undefined) return writeMessage(1, toIdentity(bytes, content));
    if (field !== 12 && field !== 13) return undefined;
    const output = find(content, 1);
    if (output === undefined) return undefined;
    if (field === 13) return new Uint8Array();
    const { name, batch, labels } = output;
    return writeTensorInfo(12, { name, elements: elementTypes.float32, dims: [batch, labels.length] });
  });
}

/** Keeps inputs, outputs and the name of a NodeProto; its attributes and its domain go. */
function toIdentity(bytes: Uint8Array, node: ByteRange): Uint8Array {
  const kept = replaceFields(bytes, node, (field) => (field <= 3 ? undefined : new Uint8Array()));
  return Buffer.concat([kept, writeText(4, 'Identity')]);
}
