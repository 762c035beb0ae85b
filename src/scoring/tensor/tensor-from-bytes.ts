import { toFloat32FromBfloat, toFloat32FromHalf } from './float16.ts';
import type { InputTensor, ReadTensor, TensorData } from './tensor-data.ts';
import { datatypeBytes, type TensorDatatype } from './tensor-datatype.ts';
import { toCount, toInputError } from './tensor-error.ts';
import { countValues } from './tensor-shape.ts';

const lengthBytes = 4;

/**
 * Reads the values of a tensor from the binary form of the protocol: little-endian and without padding, as this machine
 * holds them; a value of BYTES is its length in four bytes, and then itself. Throws InvalidRequest unless it is all of the bytes.
 */
export function readBinaryTensor(tensor: InputTensor, bytes: Uint8Array): ReadTensor {
  const data: TensorData =
    tensor.datatype === 'BYTES'
      ? { kind: 'blobs', values: readBlobs(tensor, bytes) }
      : readNumbers(tensor, tensor.datatype, bytes);
  return { data, nulls: [] };
}

function readNumbers(
  tensor: InputTensor,
  datatype: Exclude<TensorDatatype, 'BYTES'>,
  bytes: Uint8Array,
): TensorData {
  const count = countValues(tensor.shape);
  const expected = count * datatypeBytes[datatype];
  if (bytes.length !== expected) {
    const what = `its data has ${toCount(bytes.length, 'byte')}, expected ${expected} for ${toCount(count, 'value')} of ${datatype}`;
    throw toInputError(tensor.name, what, { expected, got: bytes.length });
  }
  // A copy begins where an array of any type may begin, and outlives the request's body.
  const { buffer } = new Uint8Array(bytes);
  if (datatype === 'BOOL') assertBools(tensor.name, bytes);
  return toData(datatype, buffer);
}

function toData(datatype: Exclude<TensorDatatype, 'BYTES'>, buffer: ArrayBuffer): TensorData {
  switch (datatype) {
    case 'BOOL':
    case 'UINT8':
      return { kind: 'numbers', values: new Uint8Array(buffer) };
    case 'UINT16':
      return { kind: 'numbers', values: new Uint16Array(buffer) };
    case 'UINT32':
      return { kind: 'numbers', values: new Uint32Array(buffer) };
    case 'UINT64':
      return { kind: 'integers', values: new BigUint64Array(buffer) };
    case 'INT8':
      return { kind: 'numbers', values: new Int8Array(buffer) };
    case 'INT16':
      return { kind: 'numbers', values: new Int16Array(buffer) };
    case 'INT32':
      return { kind: 'numbers', values: new Int32Array(buffer) };
    case 'INT64':
      return { kind: 'integers', values: new BigInt64Array(buffer) };
    case 'FP16':
      return { kind: 'numbers', values: toFloat32FromHalf(new Uint16Array(buffer)) };
    case 'BF16':
      return { kind: 'numbers', values: toFloat32FromBfloat(new Uint16Array(buffer)) };
    case 'FP32':
      return { kind: 'numbers', values: new Float32Array(buffer) };
    case 'FP64':
      return { kind: 'numbers', values: new Float64Array(buffer) };
  }
}

function assertBools(input: string, bytes: Uint8Array): void {
  const index = bytes.findIndex((byte) => byte > 1);
  if (index >= 0)
    throw toInputError(input, `data[${index}] is ${bytes[index] ?? 0}, expected 0 or 1`, { index });
}

function readBlobs({ name, shape }: InputTensor, bytes: Uint8Array): readonly Uint8Array[] {
  const count = countValues(shape);
  if (bytes.length < count * lengthBytes) {
    const what = `its data has ${toCount(bytes.length, 'byte')}, expected at least ${count * lengthBytes} for the lengths of ${toCount(count, 'value')}`;
    throw toInputError(name, what);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blobs: Uint8Array[] = [];
  let at = 0;
  for (let k = 0; k < count; k++) {
    const left = bytes.length - at - lengthBytes;
    const length = left < 0 ? 0 : view.getUint32(at, true);
    if (length > left) throw toOverrun(name, { index: k, length, left });
    at += lengthBytes;
    blobs.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (at === bytes.length) return blobs;
  const rest = toCount(bytes.length - at, 'byte');
  throw toInputError(name, `its data goes on for ${rest} after its last value, data[${count - 1}]`);
}

function toOverrun(
  name: string,
  { index, length, left }: { readonly index: number; readonly length: number; readonly left: number },
) {
  const what =
    left < 0
      ? `data[${index}] has no length: its data ends before`
      : `data[${index}] is ${toCount(length, 'byte')} long, but its data ends after ${left}`;
  return toInputError(name, what, { index });
}
