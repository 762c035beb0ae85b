import type { GraphConstant } from './onnx-model.ts';
import { type ByteRange, scanFields, toText } from './onnx-protobuf.ts';
import type { OnnxSource } from './onnx-source.ts';

const externalLocation = 1n;

/** Reads a TensorProto, but not its values. */
export function readConstant(source: OnnxSource, range: ByteRange): GraphConstant {
  source.countItem();
  let name = '';
  let location = 0n;
  const entries: (readonly [string, string])[] = [];
  scanFields(source.bytes, range, {
    onBytes: (field, content) => {
      if (field === 8) name = toText(source.bytes, content);
      if (field === 13) entries.push(readEntry(source, content));
    },
    onInteger: (field, value) => {
      if (field === 14) location = value;
    },
  });
  const files = entries.flatMap(([key, value]) => (key === 'location' ? [value] : []));
  return { name, externalFiles: location === externalLocation && files.length === 0 ? [''] : files };
}

/** Reads a SparseTensorProto: its values and its indices are tensors. */
export function readSparseConstant(source: OnnxSource, range: ByteRange): readonly GraphConstant[] {
  const parts: GraphConstant[] = [];
  scanFields(source.bytes, range, {
    onBytes: (field, content) => {
      if (field === 1 || field === 2) parts.push(readConstant(source, content));
    },
  });
  return parts;
}

/** Reads a StringStringEntryProto. */
export function readEntry({ bytes, countItem }: OnnxSource, range: ByteRange): readonly [string, string] {
  countItem();
  let key = '';
  let value = '';
  scanFields(bytes, range, {
    onBytes: (field, content) => {
      if (field === 1) key = toText(bytes, content);
      if (field === 2) value = toText(bytes, content);
    },
  });
  return [key, value];
}
