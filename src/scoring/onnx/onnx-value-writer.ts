import { writeInteger, writeMessage, writeText } from './onnx-protobuf-writer.ts';
import type { Dims } from './onnx-model.ts';

/** Numbers of TensorProto.DataType. */
export const elementTypes = { float32: 1, int32: 6, string: 8 } as const;

export interface TensorInfo {
  readonly name: string;
  readonly elements: number;
  /** One that is left open is undefined, or has a name. */
  readonly dims: Dims;
}

/** A ValueInfoProto as the content of a field: its name in 1, a TypeProto of a tensor in 2. */
export function writeTensorInfo(field: number, { name, elements, dims }: TensorInfo): Uint8Array {
  const shape = writeMessage(2, ...dims.map((dim) => writeMessage(1, ...writeDim(dim))));
  const tensor = writeMessage(1, writeInteger(1, elements), shape);
  return writeMessage(field, writeText(1, name), writeMessage(2, tensor));
}

function writeDim(dim: Dims[number]): readonly Uint8Array[] {
  if (dim === undefined) return [];
  return [typeof dim === 'number' ? writeInteger(1, dim) : writeText(2, dim)];
}
