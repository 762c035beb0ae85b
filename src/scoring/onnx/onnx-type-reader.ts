import type { GraphType, GraphValue } from './onnx-model.ts';
import { type ByteRange, scanFields, toText } from './onnx-protobuf.ts';
import { assertDepth, type OnnxSource } from './onnx-source.ts';

/** TensorProto.DataType of onnx.proto, in its order; the names are those of onnxruntime. */
const elementNames = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
];

/** Reads a ValueInfoProto. */
export function readGraphValue(source: OnnxSource, range: ByteRange): GraphValue {
  source.countItem();
  let name = '';
  let type: GraphType = { kind: 'unknown' };
  scanFields(source.bytes, range, {
    onBytes: (field, content) => {
      if (field === 1) name = toText(source.bytes, content);
      if (field === 2) type = readType(source, content, 0);
    },
  });
  return { name, type };
}

/** Reads a TypeProto. */
function readType(source: OnnxSource, range: ByteRange, depth: number): GraphType {
  assertDepth(depth);
  let type: GraphType = { kind: 'unknown' };
  scanFields(source.bytes, range, {
    onBytes: (field, content) => {
      if (field === 1) type = readTensorType(source, content);
      if (field === 4) type = { kind: 'sequence', of: readInnerType(source, content, depth) };
      if (field === 5) type = { kind: 'map', of: readInnerType(source, content, depth) };
      if (field === 9) type = { kind: 'optional', of: readInnerType(source, content, depth) };
    },
  });
  return type;
}

/** What a sequence or an optional is of is in field 1; the values of a map are in field 2, its key type is a number. */
function readInnerType(source: OnnxSource, range: ByteRange, depth: number): GraphType {
  let type: GraphType = { kind: 'unknown' };
  scanFields(source.bytes, range, {
    onBytes: (_field, content) => (type = readType(source, content, depth + 1)),
  });
  return type;
}

function readTensorType({ bytes, countItem }: OnnxSource, range: ByteRange): GraphType {
  let elements = 0;
  let dims: (number | string | undefined)[] | undefined;
  scanFields(bytes, range, {
    onInteger: (field, value) => {
      if (field === 1) elements = Number(value);
    },
    onBytes: (field, shape) => {
      if (field !== 2) return;
      const found: (number | string | undefined)[] = [];
      dims = found;
      scanFields(bytes, shape, {
        onBytes: (_field, dim) => {
          countItem();
          found.push(readDim(bytes, dim));
        },
      });
    },
  });
  return { kind: 'tensor', elements: elementNames[elements] ?? `type ${elements}`, dims };
}

/** Exporters also write an open dimension as a negative number, or as an empty name. */
function readDim(bytes: Uint8Array, range: ByteRange): number | string | undefined {
  let dim: number | string | undefined;
  scanFields(bytes, range, {
    onInteger: (field, value) => {
      if (field === 1 && value >= 0n) dim = Number(value);
    },
    onBytes: (field, content) => {
      if (field === 2 && content.end > content.start) dim = toText(bytes, content);
    },
  });
  return dim;
}
